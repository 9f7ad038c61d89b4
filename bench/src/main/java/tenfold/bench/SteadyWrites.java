package tenfold.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Outcome;

/// Writes rows to a PostgreSQL address at a steady rate, open loop, and tells what its clients saw.
///
/// Arguments: JDBC URL, writes per second, connections. The environment variables `PGUSER` and
/// `PGPASSWORD` log in. On stdin: `mark NAME` begins a window, `end` ends the last one. On stdout,
/// tab-separated: for each window `window NAME gapMillis acked failed unknown states`, where the
/// gap is the longest time without a successful write and states counts SQLSTATEs; then `total
/// acked lost phantom doubled unknown`.
final class SteadyWrites {
    private static final String TABLE = "bench_writes";
    private static final long DRAIN_SECONDS = 40;

    private record Answer(Outcome outcome, String state) {}

    private record Mark(String name, long nanos) {}

    private final String url;
    private final long intervalNanos;
    private final AppendHistory history = new AppendHistory();
    private final ConcurrentSkipListMap<Long, Answer> answers = new ConcurrentSkipListMap<>();
    private final BlockingQueue<Long> due = new ArrayBlockingQueue<>(100_000);
    private final AtomicLong overflow = new AtomicLong();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean ending;

    private SteadyWrites(String url, int perSecond) {
        this.url = url;
        this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    public static void main(String[] arguments)
            throws SQLException, IOException, InterruptedException {
        var writes = new SteadyWrites(arguments[0], Integer.parseInt(arguments[1]));
        writes.run(Integer.parseInt(arguments[2]));
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                url, System.getenv("PGUSER"), System.getenv("PGPASSWORD"));
    }

    private void run(int connections) throws SQLException, IOException, InterruptedException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + TABLE);
            statement.execute("CREATE TABLE " + TABLE + " (id bigint NOT NULL)");
        }
        for (int i = 0; i < connections; i++) {
            writers.add(Thread.ofVirtual().start(this::write));
        }
        Thread clock = Thread.ofPlatform().start(this::tick);
        List<Mark> marks = readMarks();
        ending = true;
        clock.join();
        for (Thread writer : writers) {
            writer.join(TimeUnit.SECONDS.toMillis(DRAIN_SECONDS));
        }
        report(marks);
    }

    private static List<Mark> readMarks() throws IOException {
        List<Mark> marks = new ArrayList<>();
        try (var in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine();
                    line != null && !line.equals("end");
                    line = in.readLine()) {
                marks.add(new Mark(line.replaceFirst("^mark ", ""), System.nanoTime()));
            }
        }
        return marks;
    }

    /// The rate does not fall when answers are slow: what is due waits in line.
    private void tick() {
        long next = System.nanoTime();
        while (!ending) {
            if (!due.offer(history.begin())) {
                overflow.incrementAndGet();
            }
            next += intervalNanos;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void write() {
        try {
            while (!ending || !due.isEmpty()) {
                writeUntilBroken();
                Thread.sleep(5);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeUntilBroken() throws InterruptedException {
        try (Connection connection = connect(url);
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO " + TABLE + " VALUES (?)")) {
            while (!connection.isClosed() && (!ending || !due.isEmpty())) {
                Long id = due.poll(50, TimeUnit.MILLISECONDS);
                if (id != null) {
                    write(insert, id);
                }
            }
        } catch (SQLException e) {
            answers.put(System.nanoTime(), new Answer(Outcome.FAILED, "connect " + state(e)));
        }
    }

    private void write(PreparedStatement insert, long id) {
        Outcome outcome = Outcome.ACKED;
        String state = "";
        try {
            insert.setLong(1, id);
            insert.executeUpdate();
        } catch (SQLException e) {
            state = state(e);
            boolean refused = !state.startsWith("08") && !state.equals("none");
            outcome = refused ? Outcome.FAILED : Outcome.UNKNOWN;
        }
        if (outcome != Outcome.UNKNOWN) {
            history.end(id, outcome);
        }
        answers.put(System.nanoTime(), new Answer(outcome, state));
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "none" : e.getSQLState();
    }

    private void report(List<Mark> marks) throws SQLException {
        var out = Output.open();
        for (int i = 0; i < marks.size(); i++) {
            long end = i + 1 < marks.size() ? marks.get(i + 1).nanos() : Long.MAX_VALUE;
            out.println(window(marks.get(i), end));
        }
        List<Long> found = new ArrayList<>();
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM " + TABLE)) {
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
        }
        AppendHistory.Verdict verdict = history.check(found);
        out.printf(
                "total\t%d\t%d\t%d\t%d\t%d%n",
                verdict.acked(),
                verdict.lost().size(),
                verdict.phantom().size(),
                verdict.doubled().size(),
                verdict.unknown());
        if (overflow.get() > 0) {
            out.println("overflow\t" + overflow.get());
        }
    }

    private String window(Mark mark, long end) {
        long last = mark.nanos();
        long gap = 0;
        int acked = 0;
        int failed = 0;
        int unknown = 0;
        var states = new java.util.TreeMap<String, Integer>();
        for (var each : answers.subMap(mark.nanos(), end).entrySet()) {
            Answer answer = each.getValue();
            switch (answer.outcome()) {
                case ACKED -> {
                    gap = Math.max(gap, each.getKey() - last);
                    last = each.getKey();
                    acked++;
                }
                case FAILED -> failed++;
                case UNKNOWN -> unknown++;
            }
            if (!answer.state().isEmpty()) {
                states.merge(answer.state(), 1, Integer::sum);
            }
        }
        return String.join(
                "\t",
                "window",
                mark.name(),
                String.valueOf(TimeUnit.NANOSECONDS.toMillis(gap)),
                String.valueOf(acked),
                String.valueOf(failed),
                String.valueOf(unknown),
                states.toString());
    }
}
