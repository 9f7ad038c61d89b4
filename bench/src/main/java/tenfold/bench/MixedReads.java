package tenfold.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import tenfold.base.metric.LatencyHistogram;

/// Reads and writes rows of one table through many connections, and judges every read: a value read
/// must not be older than one acknowledged to anybody before the read began (read-your-writes
/// across connections), nor than one that the same connection has read before (monotonic reads).
///
/// Arguments: JDBC URL, connections, seconds, percent of writes, seed, and what stands ahead of
/// each read, such as a hint. `PGUSER` and `PGPASSWORD` log in. On stdout, tab-separated: `reads
/// writes wrongOwn wrongOrder readP50Micros readP99Micros errors`.
final class MixedReads {
    private static final int ROWS = 1_000;

    private final String url;
    private final int writePercent;
    private final long seed;
    private final String hint;
    private final long endNanos;
    private final AtomicLongArray acknowledged = new AtomicLongArray(ROWS);
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong wrongOwn = new AtomicLong();
    private final AtomicLong wrongOrder = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();
    private final LatencyHistogram latency = new LatencyHistogram();

    private MixedReads(String url, int seconds, int writePercent, long seed, String hint) {
        this.hint = hint;
        this.url = url;
        this.writePercent = writePercent;
        this.seed = seed;
        this.endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        prepare(arguments[0]);
        int connections = Integer.parseInt(arguments[1]);
        var mixed =
                new MixedReads(
                        arguments[0],
                        Integer.parseInt(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Long.parseLong(arguments[4]),
                        arguments.length > 5 ? arguments[5] : "");
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int number = i;
            clients.add(Thread.ofVirtual().start(() -> mixed.run(number, connections)));
        }
        for (Thread client : clients) {
            client.join();
        }
        mixed.report();
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                url, System.getenv("PGUSER"), System.getenv("PGPASSWORD"));
    }

    private static void prepare(String url) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS bench_mixed");
            statement.execute("CREATE TABLE bench_mixed (id int PRIMARY KEY, value bigint)");
            statement.execute(
                    "INSERT INTO bench_mixed SELECT i, 0 FROM generate_series(0, "
                            + (ROWS - 1)
                            + ") AS i");
        }
    }

    /// Each row is written by one connection only, so that its values rise in order.
    private void run(int number, int connections) {
        var random = new SplittableRandom(seed + number);
        long[] seen = new long[ROWS];
        long[] written = new long[ROWS];
        try (Connection connection = connect(url);
                PreparedStatement read =
                        connection.prepareStatement(
                                hint + "SELECT value FROM bench_mixed WHERE id = ?");
                PreparedStatement write =
                        connection.prepareStatement(
                                "UPDATE bench_mixed SET value = ? WHERE id = ?")) {
            while (System.nanoTime() < endNanos) {
                int row = random.nextInt(ROWS);
                if (random.nextInt(100) < writePercent) {
                    int own = row - row % connections + number;
                    if (own < ROWS) {
                        write(write, own, ++written[own]);
                    }
                } else {
                    read(read, row, seen);
                }
            }
        } catch (SQLException _) {
            errors.incrementAndGet();
        }
    }

    private void write(PreparedStatement write, int row, long value) throws SQLException {
        write.setLong(1, value);
        write.setInt(2, row);
        write.executeUpdate();
        acknowledged.set(row, value);
        writes.incrementAndGet();
    }

    private void read(PreparedStatement read, int row, long[] seen) throws SQLException {
        long atLeast = acknowledged.get(row);
        long began = System.nanoTime();
        read.setInt(1, row);
        long value;
        try (ResultSet rows = read.executeQuery()) {
            value = rows.next() ? rows.getLong(1) : -1;
        }
        latency.record((System.nanoTime() - began) / 1000);
        reads.incrementAndGet();
        if (value < atLeast) {
            wrongOwn.incrementAndGet();
        }
        if (value < seen[row]) {
            wrongOrder.incrementAndGet();
        }
        seen[row] = Math.max(seen[row], value);
    }

    private void report() {
        LatencyHistogram.Snapshot all = latency.snapshot();
        var out = Output.open();
        Object[] figures = {
            reads,
            writes,
            wrongOwn,
            wrongOrder,
            all.percentileMicros(50),
            all.percentileMicros(99),
            errors
        };
        out.println(String.join("\t", Arrays.stream(figures).map(String::valueOf).toList()));
    }
}
