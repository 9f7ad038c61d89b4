package tenfold.control.advise;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.model.StatementLoad;
import tenfold.model.WaitClass;

/// What is to be mended before any step would help. Pure; each answers null when it is not so.
record Fixes(Signals seen) {

    @Nullable Finding slowStatement() {
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
                Words.of(
                        "%.0f %% of the database's load is one statement that takes about %s: %s%s",
                        share * 100, Words.millis(heaviest.micros()), heaviest.text(), remedy),
                List.of(
                        Evidence.share("share of one statement", share, Marks.STATEMENT_SHARE),
                        active(seen)));
    }

    @Nullable Finding locks() {
        Signals.Database database = seen.database();
        double share = database.waitShare(WaitClass.LOCK);
        if (database.active() < Marks.ACTIVE_MIN || share < Marks.WAIT_SHARE) {
            return null;
        }
        StatementLoad heaviest = database.heaviest();
        return new Finding.Fix(
                "shorten the transactions that hold locks",
                Words.of(
                        "%.0f %% of %.1f active sessions wait for rows that another transaction"
                                + " holds; more servers would wait as well%s",
                        share * 100,
                        database.active(),
                        heaviest == null ? "" : ": " + heaviest.text()),
                List.of(
                        Evidence.share("sessions that wait for a lock", share, Marks.WAIT_SHARE),
                        active(seen)));
    }

    @Nullable Finding memory() {
        double available = seen.machine().memoryAvailable();
        if (available >= Marks.MEMORY_AVAILABLE_MIN) {
            return null;
        }
        return new Finding.Fix(
                "give the machine more memory, or the application less",
                Words.of(
                        "%.0f %% of the machine's memory is available; when it is gone, the system"
                                + " ends whatever is largest",
                        available * 100),
                List.of(Evidence.share("memory available", available, Marks.MEMORY_AVAILABLE_MIN)));
    }

    @Nullable Finding others() {
        Signals.Machine machine = seen.machine();
        double used = machine.busy() * machine.processors();
        double ours = machine.web() + machine.sql() + machine.platform();
        if (machine.busy() < Marks.PROCESSORS_BUSY || ours >= used / 2) {
            return null;
        }
        return new Finding.Fix(
                "find out what else runs on this machine",
                Words.of(
                        "%.1f of %d processors are busy, but the application, its database and"
                                + " Tenfold use only %.1f of them",
                        used, machine.processors(), ours),
                List.of(Evidence.share("processors busy", machine.busy(), Marks.PROCESSORS_BUSY)));
    }

    /// Connections that are busy while the server is not: they wait for the application.
    @Nullable Finding connections() {
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
                Words.of(
                        "%.0f of %d database connections are held, but only %.1f sessions work: the"
                                + " others wait for the application in the middle of a transaction",
                        database.busyConnections(), database.connectionsMax(), database.active()),
                List.of(
                        Evidence.share("connections held", busy, Marks.CONNECTIONS_BUSY),
                        active(seen)));
    }

    /// Slow, and nothing of ours is busy: the time goes elsewhere.
    @Nullable Finding goal() {
        Long goal = seen.shape().goalMicros();
        long p95 = seen.traffic().p95Micros();
        if (goal == null || p95 <= goal) {
            return null;
        }
        return new Finding.Fix(
                "find what is slow",
                Words.of(
                        "p95 is %s, above your goal of %s, while processors (%.0f %% busy) and"
                                + " database (%.1f active sessions) are not the cause: the"
                                + " application waits for something else",
                        Words.millis(p95),
                        Words.millis(goal),
                        seen.machine().busy() * 100,
                        seen.database().active()),
                List.of(new Evidence("p95", p95 / 1000.0, goal / 1000.0, "ms")));
    }

    /// How busy the primary is.
    static Evidence active(Signals seen) {
        return new Evidence(
                "active sessions",
                seen.database().active(),
                Marks.ACTIVE_PER_PROCESSOR * seen.machine().processors(),
                "");
    }
}
