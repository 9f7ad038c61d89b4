package tenfold.control.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.control.advise.Outlook;
import tenfold.control.grow.Advisor;
import tenfold.control.grow.Growth;
import tenfold.control.grow.GrowthRefused;
import tenfold.control.grow.Guard;
import tenfold.control.grow.Offer;
import tenfold.control.grow.StepPlan;
import tenfold.control.move.MoveView;
import tenfold.control.problem.ProblemCode;
import tenfold.control.status.Status;

/// The calls by which a system grows: `plan`, `moves`, `grow`, `undo`, `complete`, `failover`.
final class GrowthEndpoints {
    /// The body of `POST /grow`; arguments as after `--`, without the dashes.
    record Grow(String step, Map<String, String> arguments, boolean dryRun) {}

    /// The body of `POST /undo`.
    record Undo(boolean dryRun) {}

    /// The body of `POST /failover`.
    record Failover(boolean automatic) {}

    private record Nothing() {}

    /// What a step does, or would do.
    record Planned(
            String step,
            String words,
            boolean allowed,
            List<Guard> guards,
            List<String> actions,
            String effect,
            String cost,
            String undo) {
        static Planned of(StepPlan plan) {
            return new Planned(
                    plan.step().word(),
                    plan.words(),
                    plan.allowed(),
                    plan.guards(),
                    plan.actions(),
                    plan.effect(),
                    plan.cost(),
                    plan.undo());
        }
    }

    /// The answer of `POST /grow` and `/undo`; `move` is null after a dry run.
    record Answer(int schema, Planned plan, @Nullable MoveView move) {}

    /// The answer of `GET /plan`.
    record Offers(
            int schema,
            Status.Advice next,
            List<Offer> offers,
            List<Advisor.Told> findings,
            @Nullable Outlook outlook) {
        static Offers of(Advisor.Plan plan) {
            return new Offers(1, plan.next(), plan.offers(), plan.findings(), plan.outlook());
        }
    }

    record Moves(int schema, List<MoveView> moves) {}

    record Completed(int schema, MoveView move) {}

    record Automatic(int schema, boolean automatic) {}

    /// How long a call waits for a report about the newest image.
    private static final Duration REPORT_MAX = Duration.ofSeconds(3);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Desk desk;

    GrowthEndpoints(Desk desk) {
        this.desk = desk;
    }

    void answer(String name, Call call) throws ApiFault, IOException, InterruptedException {
        try {
            switch (name) {
                case "plan" -> call.json(200, Offers.of(desk.plan()));
                case "moves" ->
                        call.json(
                                200,
                                new Moves(1, desk.growing((growth, now) -> growth.moves(now))));
                case "grow" -> grow(call);
                case "undo" -> undo(call);
                case "complete" -> {
                    call.body(Nothing.class);
                    MoveView move = desk.growing((growth, now) -> growth.complete(now));
                    call.json(202, new Completed(1, move));
                }
                default -> failover(call);
            }
        } catch (GrowthRefused e) {
            boolean wrong = e.code() == ProblemCode.STEP_ARGUMENT;
            throw new ApiFault(wrong ? 400 : 409, e.code(), "%s", String.valueOf(e.getMessage()));
        }
    }

    private void grow(Call call) throws ApiFault, IOException, GrowthRefused, InterruptedException {
        Grow wish = call.body(Grow.class);
        answer(
                call,
                whenReported((growth, now) ->
                        growth.grow(wish.step(), wish.arguments(), wish.dryRun(), now)));
    }

    private void undo(Call call) throws ApiFault, IOException, GrowthRefused, InterruptedException {
        Undo wish = call.body(Undo.class);
        answer(call, whenReported((growth, now) -> growth.undo(wish.dryRun(), now)));
    }

    /// A step that follows another at once finds a node that is about to report.
    private Growth.Begun whenReported(Desk.GrowthCall<Growth.Begun> call)
            throws IOException, GrowthRefused, InterruptedException {
        long deadline = System.nanoTime() + REPORT_MAX.toNanos();
        while (!desk.growing((growth, now) -> growth.isReported(now))
                && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_EVERY);
        }
        return desk.growing(call);
    }

    private static void answer(Call call, Growth.Begun begun) throws IOException {
        int status = begun.move() == null ? 200 : 202;
        call.json(status, new Answer(1, Planned.of(begun.plan()), begun.move()));
    }

    private void failover(Call call) throws ApiFault, IOException, GrowthRefused {
        Failover wish = call.body(Failover.class);
        desk.growing((growth, _) -> {
            growth.failover(wish.automatic());
            return wish;
        });
        call.json(200, new Automatic(1, wish.automatic()));
    }
}
