package tenfold.control.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.WaitClass;

/// Judges what was seen. Pure.
///
/// The order is the order of advice: what no step would help comes first (one statement that is the
/// load, locks, memory), then what binds now (database, web tier), then what would make it cheaper
/// or safer. There is always at least one finding: with nothing due, a [Finding.Stay].
///
/// @param due steps that were due at the last look
record Rules(Signals seen, Set<String> due) {
    /// All that is due, the most urgent first.
    List<Finding> findings() {
        if (isIdle()) {
            return List.of(new Finding.Stay("no traffic at the moment", List.of(), null));
        }
        var found = new ArrayList<Finding>();
        var fixes = new Fixes(seen);
        add(found, fixes.slowStatement());
        add(found, fixes.locks());
        add(found, fixes.memory());
        add(found, fixes.others());
        add(found, fixes.connections());
        add(found, disk());
        add(found, database());
        add(found, web());
        add(found, cache());
        add(found, fixes.goal());
        add(found, standby());
        add(found, autoscale());
        if (found.isEmpty()) {
            found.add(stay());
        }
        return found;
    }

    private static void add(List<Finding> all, @Nullable Finding one) {
        if (one != null) {
            all.add(one);
        }
    }

    private boolean isIdle() {
        return seen.traffic().requestsPerSecond() < Marks.TRAFFIC_MIN
                && seen.database().active() < Marks.ACTIVE_MIN;
    }

    /// Whether the value is above the mark of a step, or above the lower mark of one that is due.
    private boolean above(String step, double value, double mark) {
        return value >= (due.contains(step) ? mark * Marks.RELEASE : mark);
    }

    // ---- what binds now

    private @Nullable Finding disk() {
        double free = seen.machine().diskFree();
        if (free >= Marks.DISK_FREE_MIN || seen.shape().external()) {
            return null;
        }
        return new Finding.Step(
                "move",
                "move the database to another disk or server",
                Words.of("%.0f %% of the disk is free", free * 100),
                List.of(Evidence.share("disk free", free, Marks.DISK_FREE_MIN)));
    }

    private @Nullable Finding database() {
        Signals.Database database = seen.database();
        double load = database.active() / seen.machine().processors();
        double reads = database.readShare();
        String step = binds(database, reads);
        if (seen.shape().external() || !above(step, load, Marks.ACTIVE_PER_PROCESSOR)) {
            return null;
        }
        String doing =
                Words.of(
                        "%.1f sessions are active on average, of %d processors; %.0f %% of them read",
                        database.active(), seen.machine().processors(), reads * 100);
        List<Evidence> evidence =
                List.of(
                        new Evidence(
                                "active sessions per processor",
                                load,
                                Marks.ACTIVE_PER_PROCESSOR,
                                ""),
                        Evidence.share("sessions that read", reads, Marks.READ_SHARE));
        return switch (step) {
            case "resize" ->
                    new Finding.Step(
                            step,
                            "give the database more memory",
                            doing
                                    + Words.of(
                                            ", and %.0f %% wait for the disk: its memory holds too"
                                                    + " little of the data",
                                            database.waitShare(WaitClass.IO) * 100),
                            evidence);
            case "replica" -> new Finding.Step(step, "add a read replica", doing, evidence);
            default ->
                    new Finding.Step(
                            step,
                            "move the database to a larger server of its own",
                            doing
                                    + (database.waitShare(WaitClass.COMMIT) >= Marks.WAIT_SHARE
                                            ? ", and most wait for the log's way to the disk"
                                            : ": writes cannot be spread over replicas"),
                            evidence);
        };
    }

    private static String binds(Signals.Database database, double reads) {
        if (database.waitShare(WaitClass.IO) >= Marks.WAIT_SHARE) {
            return "resize";
        }
        return reads >= Marks.READ_SHARE ? "replica" : "move";
    }

    /// The web tier needs more processors than it has, or cannot use those that are there.
    private @Nullable Finding web() {
        Signals.Machine machine = seen.machine();
        boolean full =
                above("autoscale", machine.busy(), Marks.PROCESSORS_BUSY)
                        && machine.web() >= machine.sql();
        boolean single =
                seen.shape().instances() > 0
                        && above("autoscale", machine.hottestInstance(), Marks.ONE_PROCESSOR)
                        && machine.hottestInstance() <= 1.1
                        && machine.busy() < Marks.PROCESSORS_BUSY;
        if ((!full && !single) || seen.shape().scales()) {
            return null;
        }
        return full
                ? new Finding.Step(
                        "autoscale",
                        "scale the web tier with its load",
                        Words.of(
                                "%.0f %% of %d processors are busy, %.1f of them with the web tier"
                                        + " (%d instances)",
                                machine.busy() * 100,
                                machine.processors(),
                                machine.web(),
                                seen.shape().instances()),
                        List.of(
                                Evidence.share(
                                        "processors busy", machine.busy(), Marks.PROCESSORS_BUSY)))
                : new Finding.Step(
                        "autoscale",
                        "add instances of the web tier",
                        Words.of(
                                "one instance uses %.2f processors and no more, while %.0f %% of"
                                        + " the machine is idle: it works in one thread",
                                machine.hottestInstance(), (1 - machine.busy()) * 100),
                        List.of(
                                new Evidence(
                                        "busiest instance",
                                        machine.hottestInstance(),
                                        Marks.ONE_PROCESSOR,
                                        "processors")));
    }

    // ---- what would make it cheaper or safer

    private @Nullable Finding cache() {
        Signals.Traffic traffic = seen.traffic();
        boolean due =
                !seen.shape().cached()
                        && above("cache", traffic.cacheable(), Marks.CACHEABLE_SHARE)
                        && above("cache", traffic.requestsPerSecond(), Marks.CACHE_REQUESTS_MIN);
        return !due
                ? null
                : new Finding.Step(
                        "cache",
                        "answer repeated requests at the edge",
                        Words.of(
                                "%.0f %% of %.0f requests/s asked again for what an answer before"
                                        + " them allows to be stored",
                                traffic.cacheable() * 100, traffic.requestsPerSecond()),
                        List.of(
                                Evidence.share(
                                        "cacheable requests",
                                        traffic.cacheable(),
                                        Marks.CACHEABLE_SHARE),
                                new Evidence(
                                        "requests",
                                        traffic.requestsPerSecond(),
                                        Marks.CACHE_REQUESTS_MIN,
                                        "requests/s")));
    }

    private @Nullable Finding standby() {
        double statements = seen.database().statementsPerSecond();
        boolean due =
                !seen.shape().standby()
                        && !seen.shape().external()
                        && above("standby", statements, Marks.STATEMENTS_IN_USE);
        return !due
                ? null
                : new Finding.Step(
                        "standby",
                        "add a standby",
                        Words.of(
                                "%.0f statements/s rest on one disk: there is one copy of the data",
                                statements),
                        List.of(
                                new Evidence(
                                        "statements",
                                        statements,
                                        Marks.STATEMENTS_IN_USE,
                                        "statements/s")));
    }

    private @Nullable Finding autoscale() {
        double ratio = seen.traffic().peakToTrough();
        if (seen.shape().scales() || !above("autoscale", ratio, Marks.PEAK_TO_TROUGH)) {
            return null;
        }
        boolean already = seen.shape().instances() < 2;
        return already
                ? null
                : new Finding.Step(
                        "autoscale",
                        "scale the web tier with its load",
                        Words.of(
                                "the busiest ten minutes of the day have %.1f times the traffic of"
                                        + " the quietest, and %d instances run all the time",
                                ratio, seen.shape().instances()),
                        List.of(new Evidence("peak to trough", ratio, Marks.PEAK_TO_TROUGH, "")));
    }

    // ---- nothing binds

    private Finding stay() {
        Signals.Machine machine = seen.machine();
        Double headroom = headroom();
        return new Finding.Stay(
                Words.of(
                        "%.1f requests/s, p95 %s; processors %.0f %% busy, %.2f active database"
                                + " sessions%s",
                        seen.traffic().requestsPerSecond(),
                        Words.millis(seen.traffic().p95Micros()),
                        machine.busy() * 100,
                        seen.database().active(),
                        headroom == null || headroom < 1.5
                                ? ""
                                : headroom > 20
                                        ? ": this carries more than 20 times as much"
                                        : Words.of(
                                                ": this carries about %.0f times as much",
                                                headroom)),
                List.of(
                        Evidence.share("processors busy", machine.busy(), Marks.PROCESSORS_BUSY),
                        Fixes.active(seen)),
                headroom);
    }

    /// How many times the traffic of now would fill what is fullest; null when nothing is in use.
    @Nullable Double headroom() {
        double processors = seen.machine().busy() / Marks.PROCESSORS_BUSY;
        double sessions =
                seen.database().active() / seen.machine().processors() / Marks.ACTIVE_PER_PROCESSOR;
        double fullest = Math.max(processors, sessions);
        return fullest < 0.005 ? null : 1 / fullest;
    }
}
