package tenfold.control.grow;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tenfold.control.advise.Counsel;
import tenfold.control.advise.Finding;
import tenfold.control.advise.Outlook;
import tenfold.control.advise.Shape;
import tenfold.control.move.MoveView;
import tenfold.control.move.Sizes;
import tenfold.control.status.Status;
import tenfold.model.Durability;
import tenfold.model.ReadsReport;
import tenfold.model.ServerRole;

/// Turns what [Counsel] finds into steps that could be taken now, each planned and checked. A step
/// is due only when something was measured that says so.
public record Advisor(Growth growth, Room room, Status status, Counsel counsel, Instant now) {
    /// The whole answer to "what next?".
    ///
    /// @param findings the most urgent first; empty while too little was seen
    /// @param outlook null while nothing is known of the time to come
    public record Plan(
            Status.Advice next,
            List<Offer> offers,
            List<Told> findings,
            @Nullable Outlook outlook) {}

    /// A finding for readers; `kind` is `fix`, `step` or `stay`.
    public record Told(String kind, Finding finding) {
        static Told of(Finding finding) {
            return new Told(
                    switch (finding) {
                        case Finding.Fix _ -> "fix";
                        case Finding.Step _ -> "step";
                        case Finding.Stay _ -> "stay";
                    },
                    finding);
        }
    }

    public Plan plan() throws IOException {
        return new Plan(
                next(),
                offers(),
                findings().stream().map(Told::of).toList(),
                counsel.outlook(shape()).orElse(null));
    }

    private List<Finding> findings() {
        return counsel.findings(shape());
    }

    private Shape shape() {
        return new Shape(
                status.instances().size(),
                growth.tier().durability() != Durability.SINGLE,
                growth.tier().inRole(ServerRole.REPLICA).size(),
                growth.uncached(now).isEmpty(),
                false,
                growth.tier().hasExternal(),
                status.goals().p95Micros());
    }

    /// What speaks for a step now.
    private Optional<Finding.Step> due(String step) {
        return findings().stream()
                .filter(Finding.Step.class::isInstance)
                .map(Finding.Step.class::cast)
                .filter(one -> one.step().equals(step))
                .findFirst();
    }

    /// Every step that the topology allows, those that are due first.
    public List<Offer> offers() throws IOException {
        var offers = new ArrayList<Offer>();
        cache().ifPresent(offers::add);
        if (growth.tier().hasExternal()) {
            return offers;
        }
        if (growth.tier().durability() == Durability.SINGLE) {
            offers.add(standby());
        }
        if (growth.tier().inRole(ServerRole.REPLICA).size() < Planner.REPLICAS_MAX) {
            offers.add(replica());
        }
        resize().ifPresent(offers::add);
        offers.add(move());
        offers.sort((a, b) -> Boolean.compare(b.due(), a.due()));
        return offers;
    }

    /// What `status` says is next: a step that is due, or that there is none.
    public Status.Advice next() {
        Optional<MoveView> newest = growth.newest(now);
        if (newest.isPresent() && newest.get().running()) {
            MoveView move = newest.get();
            String doing = move.progress().isEmpty() ? move.action() : move.progress();
            return new Status.Advice(
                    "a step is under way", move.words() + ": " + doing, "tenfold moves --follow");
        }
        Status.Advice seen = status.next();
        boolean calm = status.problems().isEmpty() && seen.advice().equals("nothing needed");
        if (!calm || status.node() == null) {
            return seen;
        }
        if (newest.isPresent() && newest.get().keepsWayBack()) {
            return new Status.Advice(
                    "give up the way back, or take it",
                    "%s is done, and an old server is still kept for `tenfold undo`"
                            .formatted(newest.get().words()),
                    "tenfold complete");
        }
        return found().orElse(seen);
    }

    /// The most urgent finding that can be followed; a step that something blocks is passed over.
    private Optional<Status.Advice> found() {
        try {
            for (Finding one : findings()) {
                switch (one) {
                    case Finding.Fix fix -> {
                        return Optional.of(new Status.Advice(fix.title(), fix.why(), null));
                    }
                    case Finding.Stay stay -> {
                        return Optional.of(new Status.Advice(stay.title(), stay.why(), null));
                    }
                    case Finding.Step step -> {
                        Optional<Offer> open = open(step.step());
                        if (open.isPresent()) {
                            return open.map(Advisor::advice);
                        }
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    new Status.Advice(
                            status.next().advice(),
                            status.next().reason() + "; " + e.getMessage(),
                            null));
        }
    }

    /// Offered as long as a route is open to it.
    private Optional<Offer> cache() throws IOException {
        Status.Edge edge = status.edge();
        if (edge == null || growth.uncached(now).isEmpty()) {
            return Optional.empty();
        }
        String seen =
                String.format(
                        Locale.ROOT,
                        "a cache would answer %.0f of %.0f requests/s at the edge, by the"
                                + " application's own headers",
                        edge.cache().foreseenPerSecond(),
                        edge.cache().requestsPerSecond());
        return Optional.of(
                offer("cache", "turn the edge's cache on", seen, "tenfold grow cache", Map.of()));
    }

    private Optional<Offer> open(String step) throws IOException {
        return offers().stream()
                .filter(one -> one.step().equals(step))
                .filter(one -> one.blockedBy() == null)
                .findFirst();
    }

    private static Status.Advice advice(Offer offer) {
        return new Status.Advice(offer.title(), offer.why(), offer.command());
    }

    private Offer standby() throws IOException {
        return offer(
                "standby",
                "add a standby",
                "there is one copy of the data, on one disk; it is hardly used yet",
                "tenfold grow standby",
                Map.of());
    }

    private Offer replica() throws IOException {
        Status.Database database = status.database();
        double reads = readShare();
        String busy =
                database == null
                        ? "the database has not reported yet"
                        : String.format(
                                Locale.ROOT,
                                "%d of %d database connections busy, %.0f statements/s",
                                database.busy(),
                                database.connectionsMax(),
                                database.statementsPerSecond());
        String leave =
                reads < 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %.0f %% of the reads that may leave the primary do",
                                reads * 100);
        return offer(
                "replica", "add a read replica", busy + leave, "tenfold grow replica", Map.of());
    }

    /// Twice of what it has, where the machine has that.
    private Optional<Offer> resize() throws IOException {
        int buffers =
                status.cluster() == null ? 0 : status.cluster().servers().getFirst().buffersMib();
        long now = (long) buffers * Budget.BUFFERS_PART;
        long servers = growth.tier().servers().size() + 1L;
        long most =
                Math.min(
                        (long) (room.memoryMib() * ResizePlanner.MACHINE_SHARE),
                        Budget.of(room.memoryMib()) / servers * Budget.BUFFERS_PART);
        long memory = Math.min(2 * now, most);
        if (buffers == 0 || memory <= now) {
            return Optional.empty();
        }
        String size = memory % 1024 == 0 ? memory / 1024 + "GB" : memory + "MB";
        String why =
                "%d MB of %d MB are the database's own buffers; the share of reads that they answer"
                                .formatted(buffers, room.memoryMib())
                        + " is not measured";
        return Optional.of(
                offer(
                        "resize",
                        "give the database more memory",
                        why,
                        "tenfold grow resize --memory " + size,
                        Map.of("memory", size)));
    }

    /// There is no folder that it could propose, so that nothing can be checked before.
    private Offer move() throws IOException {
        var folder = growth.dataFolder(now);
        Optional<Finding.Step> due = due("move");
        return new Offer(
                "move",
                "move the database to another disk or server",
                due.isPresent(),
                due.map(Finding.Step::why)
                        .orElse(
                                "%s of %s are free on its disk"
                                        .formatted(
                                                Sizes.of(room.freeBytes(folder)),
                                                Sizes.of(room.totalBytes(folder)))),
                due.map(Finding.Step::evidence).orElse(List.of()),
                "The database runs elsewhere; addresses stay what they are.",
                "A second copy until `tenfold complete`.",
                "tenfold grow move --to FOLDER (or postgres://USER@HOST/DATABASE)",
                Planner.UNDO,
                null,
                List.of());
    }

    /// @param otherwise what is seen while it is not due
    private Offer offer(
            String step,
            String title,
            String otherwise,
            String command,
            Map<String, String> arguments)
            throws IOException {
        Optional<Finding.Step> due = due(step);
        try {
            StepPlan plan = growth.plan(step, arguments, now);
            return new Offer(
                    step,
                    title,
                    due.isPresent(),
                    due.map(Finding.Step::why).orElse(otherwise),
                    due.map(Finding.Step::evidence).orElse(List.of()),
                    plan.effect(),
                    plan.cost(),
                    command,
                    plan.undo(),
                    plan.allowed() ? null : plan.refusal(),
                    plan.guards());
        } catch (GrowthRefused e) {
            throw new IllegalStateException(e);
        }
    }

    /// The part of reads that replicas answer; below 0 when none could leave the primary.
    private double readShare() {
        ReadsReport reads = status.cluster() == null ? ReadsReport.NONE : status.cluster().reads();
        long all = reads.onPrimary() + reads.onReplicas();
        return all == 0 ? -1 : (double) reads.onReplicas() / all;
    }
}
