package tenfold.control.grow;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.Leg;
import tenfold.control.move.Move;
import tenfold.control.move.MoveEvent;
import tenfold.control.move.MoveState;
import tenfold.control.move.MoveView;
import tenfold.control.move.Tier;
import tenfold.control.plan.Decision;
import tenfold.control.problem.ProblemCode;
import tenfold.model.NodeReport;
import tenfold.model.SqlReport;
import tenfold.model.manifest.Problem;

/// Plans, begins, carries on and takes back the steps of growth. Not thread-safe: called under
/// control's one lock.
public final class Growth {
    /// A report older than this says nothing of now.
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final World world;
    private final Room room;
    private @Nullable MoveState running;
    private @Nullable NodeReport report;
    private Instant reportedAt = Instant.EPOCH;

    /// Goes on with the move that was interrupted, if there is one.
    public Growth(World world, Room room, Instant now) {
        this.world = world;
        this.room = room;
        running =
                world.decisions().moves().values().stream()
                        .filter(Move::runs)
                        .findFirst()
                        .map(move -> MoveState.resume(tier(), move, now))
                        .orElse(null);
    }

    /// What was begun, or with a dry run would be; `move` is null then.
    public record Begun(StepPlan plan, @Nullable MoveView move) {}

    public Tier tier() {
        return world.decisions().tier();
    }

    /// Where the primary's data is.
    Path dataFolder(Instant now) {
        return world.topology().folder(situation(now).primary());
    }

    /// Routes whose cache can be turned on.
    List<String> uncached(Instant now) {
        return new CachePlanner(situation(now)).open();
    }

    /// Plans a step without looking whether anything speaks against it.
    public StepPlan plan(String step, Map<String, String> arguments, Instant now)
            throws GrowthRefused, IOException {
        return new Planner(situation(now)).plan(step, new Arguments(arguments));
    }

    /// Begins a step; with `dryRun` only says what it would do.
    public Begun grow(String step, Map<String, String> arguments, boolean dryRun, Instant now)
            throws GrowthRefused, IOException {
        return begin(plan(step, arguments, now), dryRun, now);
    }

    /// Takes back the step that runs, or else the newest that can be.
    public Begun undo(boolean dryRun, Instant now) throws GrowthRefused, IOException {
        MoveState state = running;
        if (state != null) {
            return turnBack(state, dryRun, now);
        }
        return begin(new UndoPlanner(situation(now)).plan(), dryRun, now);
    }

    private Begun turnBack(MoveState state, boolean dryRun, Instant now)
            throws GrowthRefused, IOException {
        Move move = state.move();
        MoveState.Next next = state.on(new MoveEvent.UndoAsked(), now);
        if (!next.decided()) {
            throw new GrowthRefused(
                    ProblemCode.STEP_RUNS,
                    "step %d (%s) is on its way %s and cannot turn"
                            .formatted(
                                    move.number(),
                                    move.words(),
                                    move.course() == Move.Course.BACK ? "back" : "to its end"),
                    Optional.empty());
        }
        if (!dryRun) {
            apply(next);
        }
        Move turned = next.state().move();
        List<Leg> back =
                turned.runs()
                        ? turned.legs().subList(turned.at(), turned.legs().size())
                        : List.of();
        var plan =
                new StepPlan(
                        move.step(),
                        "undo of step %d (%s)".formatted(move.number(), move.words()),
                        back,
                        List.of(),
                        "The step that runs is given up; everything is as it was before.",
                        "What was copied so far is deleted.",
                        "tenfold grow " + move.words(),
                        tier().lastServer(),
                        move.number(),
                        null);
        return new Begun(plan, dryRun ? null : MoveView.of(turned, null, now));
    }

    /// Gives up the way back of the newest step that keeps one.
    public MoveView complete(Instant now) throws GrowthRefused, IOException {
        Optional<Move> kept =
                world.decisions().moves().values().stream()
                        .filter(Move::keepsWayBack)
                        .max(Comparator.comparingLong(Move::number));
        if (kept.isEmpty() || running != null) {
            throw new GrowthRefused(
                    running == null ? ProblemCode.NOTHING_TO_COMPLETE : ProblemCode.STEP_RUNS,
                    running == null ? "no step keeps its way back open" : "another step runs",
                    Optional.empty());
        }
        MoveState state = MoveState.resume(tier(), kept.get(), now);
        apply(state.on(new MoveEvent.CompleteAsked(), now));
        return view(kept.get().number(), now);
    }

    /// Lets the station fail over by itself, or not.
    public void failover(boolean automatic) throws IOException {
        Tier tier = tier().withAutomaticFailover(automatic);
        MoveState state = running;
        if (state == null) {
            world.decide(new Decision.TierDecided(tier));
            return;
        }
        var changed = new MoveState(tier, state.move(), state.progress(), state.progressAt());
        apply(new MoveState.Next(changed, true));
    }

    /// Hears of the node, and carries the running step on.
    public void accept(NodeReport newest, Instant now) throws IOException {
        report = newest;
        reportedAt = now;
        MoveState state = running;
        SqlReport sql = newest.sql();
        if (state == null || sql == null) {
            return;
        }
        MoveEvent event =
                sql.imageVersion() >= world.imageVersion()
                        ? new MoveEvent.Reported(sql, newest.edge())
                        : new MoveEvent.Behind();
        apply(state.on(event, now));
    }

    private Begun begin(StepPlan plan, boolean dryRun, Instant now)
            throws GrowthRefused, IOException {
        SqlReport sql = fresh(now);
        if (dryRun) {
            return new Begun(plan, null);
        }
        if (!plan.allowed() || sql == null) {
            throw Planner.refused(plan);
        }
        if (plan.password() != null) {
            world.keepSecret(plan.password().name(), plan.password().value());
        }
        long number =
                world.decisions().moves().isEmpty() ? 1 : world.decisions().moves().lastKey() + 1;
        var request =
                new Move.Request(number, plan.step(), plan.words(), plan.undoes(), plan.legs());
        Tier start = tier().withLastServer(plan.lastServer());
        apply(new MoveState.Next(MoveState.start(request, start, sql, now), true));
        return new Begun(plan, view(number, now));
    }

    /// Recorded first: what is not in the journal has not happened.
    private void apply(MoveState.Next next) throws IOException {
        MoveState state = next.state();
        if (next.decided()) {
            world.decide(new Decision.Grown(state.tier(), state.move()));
        }
        running = state.move().runs() ? state : null;
    }

    private Situation situation(Instant now) {
        return new Situation(
                tier(),
                world.decisions().moves().values(),
                fresh(now),
                world.cache(),
                world.topology(),
                room,
                world::socketFolder);
    }

    /// Whether the node has said that it works with the newest image.
    public boolean isReported(Instant now) {
        return fresh(now) != null;
    }

    /// What the node says of the newest image; null when it says nothing.
    private @Nullable SqlReport fresh(Instant now) {
        NodeReport newest = report;
        boolean silent = newest == null || Duration.between(reportedAt, now).compareTo(FRESH) > 0;
        SqlReport sql = silent || newest == null ? null : newest.sql();
        return sql != null && sql.imageVersion() >= world.imageVersion() ? sql : null;
    }

    /// All moves that are remembered, the newest first.
    public List<MoveView> moves(Instant now) {
        return world.decisions().moves().descendingMap().values().stream()
                .map(move -> view(move.number(), now))
                .toList();
    }

    /// The move that runs, or else the newest.
    public Optional<MoveView> newest(Instant now) {
        var moves = world.decisions().moves();
        return moves.isEmpty() ? Optional.empty() : Optional.of(view(moves.lastKey(), now));
    }

    private MoveView view(long number, Instant now) {
        MoveState state = running;
        if (state != null && state.move().number() == number) {
            return MoveView.of(state.move(), state.progress(), now);
        }
        Move move = world.decisions().moves().get(number);
        if (move == null) {
            throw new IllegalArgumentException("there is no move " + number);
        }
        return MoveView.of(move, null, now);
    }

    /// What is wrong with the step that runs.
    public List<Problem> problems() {
        MoveState state = running;
        if (state == null || state.move().problem() == null) {
            return List.of();
        }
        boolean goesBack = state.move().course() == Move.Course.BACK;
        return goesBack
                ? List.of()
                : List.of(
                        ProblemCode.STEP_STUCK.problem(
                                "step %d (%s): %s",
                                state.move().number(),
                                state.move().words(),
                                state.move().problem()));
    }
}
