package tenfold.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/// Clients that count registers up and read them, and check each read: it must not be older than
/// any write that was answered before the read began, whoever wrote, nor than what the same
/// connection has read before.
final class RegisterWork {
    private static final int REGISTERS = 10;
    private static final int CLIENTS = 6;
    private static final List<String> MODES = List.of("simple", "extended", "extendedForPrepared");

    private final TestReplicas servers;
    private final String hint;
    private final String prelude;
    private final AtomicLongArray completed = new AtomicLongArray(REGISTERS);
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    interface Step {
        void run() throws SQLException;
    }

    /// `hint` goes ahead of each read.
    RegisterWork(TestReplicas servers, String hint) {
        this(servers, hint, "SELECT 1");
    }

    /// @param prelude what each client says first
    RegisterWork(TestReplicas servers, String hint, String prelude) {
        this.servers = servers;
        this.hint = hint;
        this.prelude = prelude;
    }

    /// Works for `time` before, between and after the steps.
    @SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
    void run(Duration time, Step... steps) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i <= steps.length; i++) {
                long until = System.nanoTime() + time.toNanos();
                List<Future<?>> running = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    int number = client;
                    running.add(threads.submit(() -> client(number, until)));
                }
                for (Future<?> each : running) {
                    each.get(60, TimeUnit.SECONDS);
                }
                if (i < steps.length) {
                    steps[i].run();
                }
            }
        }
    }

    private void client(int number, long until) {
        String mode = MODES.get(number % MODES.size());
        var random = new Random(number);
        long[] seen = new long[REGISTERS];
        try (Connection connection =
                        servers.connect("preferQueryMode", mode, "prepareThreshold", "2");
                PreparedStatement write =
                        connection.prepareStatement(
                                "UPDATE registers SET v = v + 1 WHERE k = ? RETURNING v");
                PreparedStatement read =
                        connection.prepareStatement(hint + "SELECT v FROM registers WHERE k = ?")) {
            TestGateway.run(connection, prelude);
            while (System.nanoTime() < until) {
                int register = random.nextInt(REGISTERS);
                if (random.nextInt(5) == 0) {
                    long now = value(write, register);
                    completed.accumulateAndGet(register, now, Math::max);
                } else {
                    check(read, register, seen);
                }
            }
        } catch (SQLException e) {
            errors.add(e.getSQLState() + ": " + e.getMessage());
        }
    }

    private void check(PreparedStatement read, int register, long[] seen) throws SQLException {
        long required = Math.max(completed.get(register), seen[register]);
        long found = value(read, register);
        seen[register] = Math.max(found, seen[register]);
        reads.incrementAndGet();
        if (found < required) {
            wrong.incrementAndGet();
        }
    }

    private static long value(PreparedStatement statement, int register) throws SQLException {
        statement.setInt(1, register);
        try (var rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    long reads() {
        return reads.get();
    }

    long wrong() {
        return wrong.get();
    }

    Queue<String> errors() {
        return errors;
    }
}
