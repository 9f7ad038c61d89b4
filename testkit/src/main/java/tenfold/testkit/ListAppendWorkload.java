package tenfold.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tenfold.testkit.Transaction.Operation;

/// Clients that append to lists in a PostgreSQL table and read them, for [ListAppendChecker].
///
/// A list is a row of `list_append(key, list)`. Each client runs its share of transactions of one
/// to four steps; a lost connection ends the transaction with an unknown outcome and the client
/// connects anew.
public final class ListAppendWorkload {
    private static final int KEYS = 5;
    private static final int STEPS_MAX = 4;
    private static final int CONNECT_ATTEMPTS_MAX = 200;

    /// How much to do: `isolation` is a constant of [Connection].
    public record Plan(int isolation, int clients, int transactionsPerClient, long seed) {}

    private final Callable<Connection> connect;
    private final Plan plan;
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger values = new AtomicInteger();
    private final Queue<Transaction> history = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    public ListAppendWorkload(Callable<Connection> connect, Plan plan) {
        this.connect = connect;
        this.plan = plan;
    }

    /// Lets the clients end before their share is done.
    public void stop() {
        stopped = true;
    }

    /// Runs all clients to their end, then reads all lists.
    public ListAppendHistory run() throws Exception {
        try (Connection connection = connect.call();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS list_append");
            statement.execute("CREATE TABLE list_append (key int PRIMARY KEY, list text NOT NULL)");
        }
        List<Thread> clients = new ArrayList<>();
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < plan.clients(); i++) {
            var random = new SplittableRandom(plan.seed() + i);
            clients.add(Thread.ofPlatform().start(() -> runClient(random, failures)));
        }
        for (Thread client : clients) {
            client.join();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a client gave up", failures.peek());
        }
        return new ListAppendHistory(List.copyOf(history), lists());
    }

    private void runClient(SplittableRandom random, Queue<Exception> failures) {
        Connection connection = null;
        try {
            for (int i = 0; i < plan.transactionsPerClient() && !stopped; i++) {
                connection = connection == null ? connectPatiently() : connection;
                connection = runTransaction(connection, random);
            }
            if (connection != null) {
                connection.close();
            }
        } catch (Exception e) {
            failures.add(e);
        }
    }

    private Connection connectPatiently() throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                Connection connection = connect.call();
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(plan.isolation());
                return connection;
            } catch (SQLException e) {
                if (attempt == CONNECT_ATTEMPTS_MAX) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    /// Returns the connection to go on with, or null when it is no longer of use.
    private @Nullable Connection runTransaction(Connection connection, SplittableRandom random) {
        int id = ids.incrementAndGet();
        List<Operation> done = new ArrayList<>();
        long begin = System.nanoTime();
        boolean committing = false;
        try {
            int steps = 1 + random.nextInt(STEPS_MAX);
            for (int step = 0; step < steps; step++) {
                runStep(connection, random, done);
            }
            committing = true;
            connection.commit();
            record(id, begin, Outcome.ACKED, done);
            return connection;
        } catch (SQLException e) {
            // Without COMMIT nothing can have happened; with it, only a refusal by the server
            // counts.
            boolean refused = String.valueOf(e.getSQLState()).startsWith("40");
            record(id, begin, committing && !refused ? Outcome.UNKNOWN : Outcome.FAILED, done);
            return rolledBack(connection);
        }
    }

    private static @Nullable Connection rolledBack(Connection connection) {
        try {
            connection.rollback();
            return connection;
        } catch (SQLException _) {
            return null;
        }
    }

    private void runStep(Connection connection, SplittableRandom random, List<Operation> done)
            throws SQLException {
        int key = random.nextInt(KEYS);
        if (random.nextBoolean()) {
            done.add(new Operation.Read(key, read(connection, key)));
            return;
        }
        int value = values.incrementAndGet();
        done.add(new Operation.Append(key, value));
        String sql =
                "INSERT INTO list_append AS old VALUES (?, ?)"
                        + " ON CONFLICT (key) DO UPDATE SET list = old.list || ',' || excluded.list";
        try (PreparedStatement append = connection.prepareStatement(sql)) {
            append.setInt(1, key);
            append.setString(2, Integer.toString(value));
            append.executeUpdate();
        }
    }

    private static List<Integer> read(Connection connection, int key) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT list FROM list_append WHERE key = ?")) {
            select.setInt(1, key);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? parse(rows.getString(1)) : List.of();
            }
        }
    }

    private static List<Integer> parse(String list) {
        return Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
    }

    private void record(int id, long begin, Outcome outcome, List<Operation> done) {
        history.add(new Transaction(id, begin, System.nanoTime(), outcome, done));
    }

    private Map<Integer, List<Integer>> lists() throws Exception {
        Map<Integer, List<Integer>> lists = new HashMap<>();
        try (Connection connection = connect.call()) {
            for (int key = 0; key < KEYS; key++) {
                lists.put(key, read(connection, key));
            }
        }
        return lists;
    }
}
