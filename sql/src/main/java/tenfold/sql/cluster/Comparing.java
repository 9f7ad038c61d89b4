package tenfold.sql.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tenfold.model.CompareWish;
import tenfold.model.ComparisonReport;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.compare.Comparison;
import tenfold.sql.compare.ComparisonResult;
import tenfold.sql.compare.Difference;

/// Compares a server row by row with the primary, each wish once.
///
/// Two snapshots of the same moment need a moment in which no statement runs: clients are held
/// until the server has replayed everything and both snapshots are open. The reading comes after.
final class Comparing implements AutoCloseable {
    private static final Duration FREEZE_MAX = Duration.ofSeconds(2);
    private static final Duration REPLAY_MAX = Duration.ofSeconds(3);
    private static final Duration TABLE_MAX = Duration.ofHours(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 5;
    private static final int ATTEMPTS_MAX = 10;
    private static final Duration AGAIN = Duration.ofSeconds(3);

    /// Finds the two databases, or says why not.
    interface Pair {
        Endpoint primary() throws IOException;

        Endpoint other() throws IOException;
    }

    private final Clients clients;
    private volatile @Nullable ComparisonReport report;
    private @Nullable Thread thread;

    Comparing(Clients clients) {
        this.clients = clients;
    }

    @Nullable ComparisonReport report() {
        return report;
    }

    synchronized void want(CompareWish wish, Pair pair) {
        ComparisonReport now = report;
        if (now == null || now.wish() < wish.number()) {
            close();
            report = running(wish, 0, 0);
            thread =
                    Thread.ofVirtual()
                            .name("comparison " + wish.number())
                            .start(() -> run(wish, pair));
        }
    }

    private static ComparisonReport running(CompareWish wish, int tables, long rows) {
        return new ComparisonReport(
                wish.number(), wish.server(), false, tables, rows, List.of(), 0, null);
    }

    private void run(CompareWish wish, Pair pair) {
        for (int attempt = 1; ; attempt++) {
            try {
                compare(wish, pair);
                return;
            } catch (IOException | RuntimeException e) {
                if (attempt == ATTEMPTS_MAX) {
                    String why = String.valueOf(e.getMessage());
                    report =
                            new ComparisonReport(
                                    wish.number(), wish.server(), true, 0, 0, List.of(), 0, why);
                    return;
                }
                if (!slept()) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean slept() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void compare(CompareWish wish, Pair pair) throws IOException, InterruptedException {
        var startup = Map.of("application_name", "tenfold-compare");
        try (var primary = Connection.open(pair.primary(), startup, ClientLimits.LONG_ROWS);
                var other = Connection.open(pair.other(), startup, ClientLimits.LONG_ROWS)) {
            long pause = snapshots(primary, other);
            ComparisonResult result =
                    new Comparison(primary, other, List.of(), true, TABLE_MAX)
                            .run((tables, rows) -> report = running(wish, tables, rows));
            report =
                    new ComparisonReport(
                            wish.number(),
                            wish.server(),
                            true,
                            result.tables(),
                            result.rows(),
                            result.differing().stream().map(Comparing::words).toList(),
                            pause,
                            null);
        }
    }

    private static String words(Difference difference) {
        String keys = difference.keys().isEmpty() ? "" : " " + difference.keys();
        return difference.name() + ": " + difference.what() + keys;
    }

    /// Opens both snapshots while nothing changes; returns for how long clients were held.
    private long snapshots(Connection primary, Connection other)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        freeze();
        try {
            String end = "SELECT pg_logical_emit_message(false, 'tenfold', '', true) - '0/0'";
            long lsn = primary.query(end, PATIENCE).one().number(0);
            awaitReplay(other, lsn);
            String snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1";
            var _ = primary.queries(snapshot, PATIENCE);
            var _ = other.queries(snapshot, PATIENCE);
        } finally {
            clients.resume();
        }
        return (System.nanoTime() - began) / 1_000_000;
    }

    private void freeze() throws IOException, InterruptedException {
        try {
            var _ =
                    clients.freeze(FREEZE_MAX)
                            .get(2 * FREEZE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    "statements could not be held for a common snapshot: "
                            + Objects.requireNonNull(e.getCause()).getMessage(),
                    e);
        } catch (TimeoutException e) {
            clients.resume();
            throw new IOException("statements could not be held for a common snapshot", e);
        }
    }

    private static void awaitReplay(Connection other, long lsn)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + REPLAY_MAX.toNanos();
        String ask = "SELECT coalesce(pg_last_wal_replay_lsn() - '0/0', 0)";
        while (other.query(ask, PATIENCE).one().number(0) < lsn) {
            if (System.nanoTime() > deadline) {
                throw new IOException("it is too far behind the primary to be compared");
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
