package tenfold.control.grow;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tenfold.control.move.MoveView;
import tenfold.control.move.Sizes;
import tenfold.control.status.Status;
import tenfold.model.Durability;
import tenfold.model.ReadsReport;
import tenfold.model.ServerRole;

/// Says which steps of growth make sense now, each with what is seen of it. A step is due only when
/// something was measured that says so.
public record Advisor(Growth growth, Room room, Status status, Instant now) {
    /// What is seen in the first minute is the start: migrations, seeds, empty caches.
    private static final Duration START = Duration.ofMinutes(1);

    /// Below this a database is hardly in use.
    private static final double STATEMENTS_IN_USE = 10;

    /// From here on there is no room for a burst.
    private static final double BUSY = 0.8;

    private static final double DISK_FREE_MIN = 0.15;

    /// Every step that the topology allows, those that are due first.
    public List<Offer> offers() throws IOException {
        var offers = new ArrayList<Offer>();
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
        try {
            return offers().stream()
                    .filter(Offer::due)
                    .filter(one -> one.blockedBy() == null)
                    .findFirst()
                    .map(one -> new Status.Advice(one.title(), one.why(), one.command()))
                    .orElse(seen);
        } catch (IOException e) {
            return new Status.Advice(seen.advice(), seen.reason() + "; " + e.getMessage(), null);
        }
    }

    private Offer standby() throws IOException {
        double statements = statements();
        boolean inUse = started() && statements >= STATEMENTS_IN_USE;
        String why =
                inUse
                        ? String.format(
                                Locale.ROOT,
                                "%.0f statements/s rest on one disk: there is one copy of the data",
                                statements)
                        : started()
                                ? "there is one copy of the data, on one disk; it is hardly used yet"
                                : "there is one copy of the data, on one disk; how much it is used"
                                        + " shows after the first minute";
        return offer("standby", "add a standby", inUse, why, "tenfold grow standby", Map.of());
    }

    private Offer replica() throws IOException {
        Status.Database database = status.database();
        double share = busyShare(database);
        double reads = readShare();
        boolean due = started() && share >= BUSY;
        var why = new StringBuilder();
        if (database == null) {
            why.append("the database has not reported yet");
        } else {
            why.append(
                    String.format(
                            Locale.ROOT,
                            "%d of %d database connections busy, %.0f statements/s",
                            database.busy(),
                            database.connectionsMax(),
                            database.statementsPerSecond()));
        }
        why.append(
                reads < 0
                        ? "; how many are reads is only measured with a second server"
                        : String.format(
                                Locale.ROOT,
                                "; %.0f %% of the reads that may leave the primary do",
                                reads * 100));
        return offer(
                "replica",
                "add a read replica",
                due,
                why.toString(),
                "tenfold grow replica",
                Map.of());
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
                        false,
                        why,
                        "tenfold grow resize --memory " + size,
                        Map.of("memory", size)));
    }

    /// There is no folder that it could propose, so that nothing can be checked before.
    private Offer move() throws IOException {
        var folder = growth.dataFolder(now);
        long free = room.freeBytes(folder);
        long total = room.totalBytes(folder);
        boolean due = total > 0 && free < total * DISK_FREE_MIN;
        return new Offer(
                "move",
                "move the database to another disk or server",
                due,
                "%s of %s are free on its disk".formatted(Sizes.of(free), Sizes.of(total)),
                "The database runs elsewhere; addresses stay what they are.",
                "A second copy until `tenfold complete`.",
                "tenfold grow move --to FOLDER (or postgres://USER@HOST/DATABASE)",
                Planner.UNDO,
                null,
                List.of());
    }

    private Offer offer(
            String step,
            String title,
            boolean due,
            String why,
            String command,
            Map<String, String> arguments)
            throws IOException {
        try {
            StepPlan plan = growth.plan(step, arguments, now);
            return new Offer(
                    step,
                    title,
                    due,
                    why,
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

    private boolean started() {
        return status.since().isBefore(now.minus(START));
    }

    private double statements() {
        return status.database() == null ? 0 : status.database().statementsPerSecond();
    }

    private static double busyShare(Status.@Nullable Database database) {
        return database == null || database.connectionsMax() == 0
                ? 0
                : (double) database.busy() / database.connectionsMax();
    }

    /// The part of reads that replicas answer; below 0 when none could leave the primary.
    private double readShare() {
        ReadsReport reads = status.cluster() == null ? ReadsReport.NONE : status.cluster().reads();
        long all = reads.onPrimary() + reads.onReplicas();
        return all == 0 ? -1 : (double) reads.onReplicas() / all;
    }
}
