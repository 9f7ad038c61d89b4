package tenfold.control.advise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.StatementLoad;
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
        add(found, slowStatement());
        add(found, locks());
        add(found, memory());
        add(found, others());
        add(found, connections());
        add(found, disk());
        add(found, database());
        add(found, web());
        add(found, cache());
        add(found, goal());
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

    // ---- what no step would help

    private @Nullable Finding slowStatement() {
        Signals.Database database = seen.database();
        StatementLoad heaviest = database.heaviest();
        if (heaviest == null || database.active() < Marks.ACTIVE_MIN) {
            return null;
        }
        double share = database.heaviestShare();
        boolean isTheLoad =
                share >= Marks.STATEMENT_SHARE
                        && (heaviest.micros() >= Marks.STATEMENT_SLOW_MICROS
                                || heaviest.remedy() != null);
        if (!isTheLoad || database.waitShare(WaitClass.LOCK) >= Marks.WAIT_SHARE) {
            return null;
        }
        String remedy = heaviest.remedy() == null ? "" : "; " + heaviest.remedy();
        return new Finding.Fix(
                "fix this query first",
                words(
                        "%.0f %% of the database's load is one statement that takes about %s: %s%s",
                        share * 100, millis(heaviest.micros()), heaviest.text(), remedy),
                List.of(
                        Evidence.share("share of one statement", share, Marks.STATEMENT_SHARE),
                        active()));
    }

    private @Nullable Finding locks() {
        Signals.Database database = seen.database();
        double share = database.waitShare(WaitClass.LOCK);
        if (database.active() < Marks.ACTIVE_MIN || share < Marks.WAIT_SHARE) {
            return null;
        }
        StatementLoad heaviest = database.heaviest();
        return new Finding.Fix(
                "shorten the transactions that hold locks",
                words(
                        "%.0f %% of %.1f active sessions wait for rows that another transaction"
                                + " holds; more servers would wait as well%s",
                        share * 100,
                        database.active(),
                        heaviest == null ? "" : ": " + heaviest.text()),
                List.of(
                        Evidence.share("sessions that wait for a lock", share, Marks.WAIT_SHARE),
                        active()));
    }

    private @Nullable Finding memory() {
        double available = seen.machine().memoryAvailable();
        if (available >= Marks.MEMORY_AVAILABLE_MIN) {
            return null;
        }
        return new Finding.Fix(
                "give the machine more memory, or the application less",
                words(
                        "%.0f %% of the machine's memory is available; when it is gone, the system"
                                + " ends whatever is largest",
                        available * 100),
                List.of(Evidence.share("memory available", available, Marks.MEMORY_AVAILABLE_MIN)));
    }

    private @Nullable Finding others() {
        Signals.Machine machine = seen.machine();
        double used = machine.busy() * machine.processors();
        double ours = machine.web() + machine.sql() + machine.platform();
        if (machine.busy() < Marks.PROCESSORS_BUSY || ours >= used / 2) {
            return null;
        }
        return new Finding.Fix(
                "find out what else runs on this machine",
                words(
                        "%.1f of %d processors are busy, but the application, its database and"
                                + " Tenfold use only %.1f of them",
                        used, machine.processors(), ours),
                List.of(Evidence.share("processors busy", machine.busy(), Marks.PROCESSORS_BUSY)));
    }

    /// Connections that are busy while the server is not: they wait for the application.
    private @Nullable Finding connections() {
        Signals.Database database = seen.database();
        double busy =
                database.connectionsMax() == 0
                        ? 0
                        : database.busyConnections() / database.connectionsMax();
        boolean serverIsFree = database.active() < database.busyConnections() / 2;
        if (busy < Marks.CONNECTIONS_BUSY || !serverIsFree) {
            return null;
        }
        return new Finding.Fix(
                "shorten the transactions that stay open",
                words(
                        "%.0f of %d database connections are held, but only %.1f sessions work: the"
                                + " others wait for the application in the middle of a transaction",
                        database.busyConnections(), database.connectionsMax(), database.active()),
                List.of(
                        Evidence.share("connections held", busy, Marks.CONNECTIONS_BUSY),
                        active()));
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
                words("%.0f %% of the disk is free", free * 100),
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
                words(
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
                                    + words(
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
                        words(
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
                        words(
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
                        words(
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
                        words(
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
                        words(
                                "the busiest ten minutes of the day have %.1f times the traffic of"
                                        + " the quietest, and %d instances run all the time",
                                ratio, seen.shape().instances()),
                        List.of(new Evidence("peak to trough", ratio, Marks.PEAK_TO_TROUGH, "")));
    }

    /// Slow, and nothing of ours is busy: the time goes elsewhere.
    private @Nullable Finding goal() {
        Long goal = seen.shape().goalMicros();
        long p95 = seen.traffic().p95Micros();
        if (goal == null || p95 <= goal) {
            return null;
        }
        return new Finding.Fix(
                "find what is slow",
                words(
                        "p95 is %s, above your goal of %s, while processors (%.0f %% busy) and"
                                + " database (%.1f active sessions) are not the cause: the"
                                + " application waits for something else",
                        millis(p95),
                        millis(goal),
                        seen.machine().busy() * 100,
                        seen.database().active()),
                List.of(new Evidence("p95", p95 / 1000.0, goal / 1000.0, "ms")));
    }

    // ---- nothing binds

    private Finding stay() {
        Signals.Machine machine = seen.machine();
        Double headroom = headroom();
        return new Finding.Stay(
                words(
                        "%.1f requests/s, p95 %s; processors %.0f %% busy, %.2f active database"
                                + " sessions%s",
                        seen.traffic().requestsPerSecond(),
                        millis(seen.traffic().p95Micros()),
                        machine.busy() * 100,
                        seen.database().active(),
                        headroom == null || headroom < 1.5
                                ? ""
                                : headroom > 20
                                        ? ": this carries more than 20 times as much"
                                        : words(
                                                ": this carries about %.0f times as much",
                                                headroom)),
                List.of(
                        Evidence.share("processors busy", machine.busy(), Marks.PROCESSORS_BUSY),
                        active()),
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

    private Evidence active() {
        return new Evidence(
                "active sessions",
                seen.database().active(),
                Marks.ACTIVE_PER_PROCESSOR * seen.machine().processors(),
                "");
    }

    private static String millis(long micros) {
        return micros < 10_000
                ? words("%.1f ms", micros / 1000.0)
                : micros < 10_000_000
                        ? words("%.0f ms", micros / 1000.0)
                        : words("%.0f s", micros / 1e6);
    }

    private static String words(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
