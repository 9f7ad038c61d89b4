package tenfold.sql.soak;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tenfold.testkit.Anomaly;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.BankHistory;
import tenfold.testkit.EpochHistory;
import tenfold.testkit.ListAppendChecker;
import tenfold.testkit.ListAppendHistory;
import tenfold.testkit.ListAppendWorkload;
import tenfold.testkit.Outcome;
import tenfold.testkit.SessionHistory;

/// Clients of a station that remember what they were told, and what all of it proves.
@SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
final class People {
    private static final int REGISTERS = 8;
    private static final int ACCOUNTS = 6;
    private static final int EACH = 100;
    private static final Duration END_MAX = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(8);

    /// One client's work, again and again on a connection.
    private interface Work {
        void run(Connection connection, SplittableRandom random) throws SQLException;
    }

    private final Station station;
    private final long seed;
    private final AppendHistory appends = new AppendHistory();
    private final EpochHistory epochs = new EpochHistory();
    private final BankHistory bank = new BankHistory(ACCOUNTS * EACH);
    private final SessionHistory registers = new SessionHistory(REGISTERS);
    private final ListAppendWorkload lists;
    private final CompletableFuture<ListAppendHistory> listHistory = new CompletableFuture<>();
    private final Map<String, Integer> errors = new ConcurrentSkipListMap<>();
    private final Set<Statement> running = ConcurrentHashMap.newKeySet();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    People(Station station, long seed) {
        this.station = station;
        this.seed = seed;
        lists =
                new ListAppendWorkload(
                        this::connectSlowly,
                        new ListAppendWorkload.Plan(
                                Connection.TRANSACTION_SERIALIZABLE, 2, Integer.MAX_VALUE, seed));
    }

    private Connection connectSlowly() throws SQLException {
        pause();
        return station.connect();
    }

    void start() throws SQLException {
        try (Connection connection = station.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE acked (id bigint NOT NULL, epoch bigint, server text)");
            statement.execute("CREATE TABLE accounts (id int PRIMARY KEY, balance bigint)");
            statement.execute("CREATE TABLE registers (k int PRIMARY KEY, v bigint)");
            statement.execute(
                    "INSERT INTO accounts SELECT i, %d FROM generate_series(1, %d) i"
                            .formatted(EACH, ACCOUNTS));
            statement.execute(
                    "INSERT INTO registers SELECT i, 0 FROM generate_series(0, %d) i"
                            .formatted(REGISTERS - 1));
        }
        for (int i = 0; i < 3; i++) {
            client(i, this::append);
        }
        client(10, this::transfer);
        client(11, this::transfer);
        client(12, this::count);
        for (int i = 0; i < 2; i++) {
            SessionHistory.Session session = registers.new Session();
            client(20 + i, (connection, random) -> register(connection, random, session));
        }
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                listHistory.complete(lists.run());
                            } catch (Exception | AssertionError e) {
                                listHistory.completeExceptionally(e);
                            }
                        }));
    }

    private void client(int number, Work work) {
        var random = new SplittableRandom(seed * 31 + number);
        threads.add(
                Thread.ofPlatform()
                        .daemon()
                        .name("client " + number)
                        .start(() -> {
                            while (!stopped) {
                                work(work, random);
                            }
                        }));
    }

    private void work(Work work, SplittableRandom random) {
        try (Connection connection = station.connect()) {
            while (!stopped && !connection.isClosed()) {
                try {
                    work.run(connection, random);
                } catch (SQLException e) {
                    errors.merge(state(e), 1, Integer::sum);
                    if (!connection.getAutoCommit()) {
                        connection.rollback();
                        connection.setAutoCommit(true);
                    }
                }
                pause();
            }
        } catch (SQLException e) {
            errors.merge("connect " + state(e), 1, Integer::sum);
            pause();
        }
    }

    private static String state(SQLException e) {
        return String.valueOf(e.getSQLState());
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- what they do

    private void append(Connection connection, SplittableRandom random) throws SQLException {
        String sql =
                "INSERT INTO acked VALUES (?, ('x' || substr(pg_walfile_name("
                        + "pg_current_wal_insert_lsn()), 1, 8))::bit(32)::bigint,"
                        + " current_setting('cluster_name')) RETURNING epoch, server";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            long id = appends.begin();
            insert.setLong(1, id);
            long begin = System.nanoTime();
            running.add(insert);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                appends.end(id, Outcome.ACKED);
                epochs.acknowledged(begin, System.nanoTime(), row.getLong(1), row.getString(2));
            } catch (SQLException e) {
                if (!state(e).startsWith("08") && !state(e).equals("null")) {
                    appends.end(id, Outcome.FAILED);
                }
                throw e;
            } finally {
                running.remove(insert);
            }
        }
    }

    private void transfer(Connection connection, SplittableRandom random) throws SQLException {
        int from = 1 + random.nextInt(ACCOUNTS);
        int to = 1 + random.nextInt(ACCOUNTS);
        int amount = 1 + random.nextInt(EACH / 2);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            running.add(statement);
            int taken =
                    statement.executeUpdate(
                            "UPDATE accounts SET balance = balance - %1$d WHERE id = %2$d AND balance >= %1$d"
                                    .formatted(amount, from));
            if (taken == 1) {
                statement.executeUpdate(
                        "UPDATE accounts SET balance = balance + %d WHERE id = %d"
                                .formatted(amount, to));
            }
            running.remove(statement);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private void count(Connection connection, SplittableRandom random) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT sum(balance), min(balance) FROM accounts")) {
            row.next();
            bank.saw(row.getLong(1), row.getLong(2));
        }
    }

    private void register(
            Connection connection, SplittableRandom random, SessionHistory.Session session)
            throws SQLException {
        int register = random.nextInt(REGISTERS);
        if (random.nextInt(4) == 0) {
            long value =
                    value(
                            connection,
                            "UPDATE registers SET v = v + 1 WHERE k = ? RETURNING v",
                            register);
            registers.acknowledged(register, value);
            return;
        }
        long floor = registers.floor(register);
        session.read(
                register,
                floor,
                value(connection, "SELECT v FROM registers WHERE k = ?", register));
    }

    private static long value(Connection connection, String sql, int register) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, register);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    // ---- what is done to them

    /// Cancels whatever writes now.
    void cancelAll() {
        for (Statement each : running) {
            try {
                each.cancel();
            } catch (SQLException _) {
                // It has ended.
            }
        }
    }

    long acknowledged() {
        return appends.acked();
    }

    // ---- what it proves

    /// Ends all, reads what is there, and says what is wrong.
    Verdict judge() throws Exception {
        stop();
        List<String> wrong = new ArrayList<>();
        AppendHistory.Verdict found = appends.check(present());
        if (!found.holds()) {
            wrong.add("acknowledged set: " + found);
        }
        epochs.check().forEach(each -> wrong.add("epochs: " + each));
        bank.wrong().forEach(each -> wrong.add("bank: " + each));
        registers.wrong().forEach(each -> wrong.add("session: " + each));
        ListAppendHistory history = listHistory.get(60, TimeUnit.SECONDS);
        for (Anomaly each : ListAppendChecker.check(history, true)) {
            if (Anomaly.Isolation.SERIALIZABLE.forbids(each.kind())) {
                wrong.add("lists: " + each);
            }
        }
        return new Verdict(
                found.acked(),
                found.unknown(),
                registers.reads() + bank.snapshots(),
                history.transactions().size(),
                epochs.epochs(),
                new TreeMap<>(errors),
                wrong);
    }

    void stop() throws InterruptedException {
        stopped = true;
        lists.stop();
        long deadline = System.nanoTime() + END_MAX.toNanos();
        for (Thread each : threads) {
            var _ = each.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
    }

    private List<Long> present() throws SQLException {
        List<Long> all = new ArrayList<>();
        try (Connection connection = station.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("/* tenfold: primary */ SELECT id FROM acked")) {
            while (rows.next()) {
                all.add(rows.getLong(1));
            }
        }
        return all;
    }

    /// @param errors SQLSTATEs that clients got, with their numbers
    /// @param wrong what breaks a promise; empty when all hold
    record Verdict(
            long acknowledged,
            long unknown,
            long reads,
            int transactions,
            int epochs,
            Map<String, Integer> errors,
            List<String> wrong) {
        @Nullable String failure() {
            return wrong.isEmpty() ? null : String.join("\n  ", wrong);
        }
    }
}
