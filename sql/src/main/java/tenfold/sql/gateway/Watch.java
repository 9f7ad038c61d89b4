package tenfold.sql.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;

/// Asks one server for its position in the log whenever somebody wants to know, and once a second.
/// Owns a virtual thread and a connection.
final class Watch implements AutoCloseable {
    /// What is asked, and what becomes of the answer.
    interface Poll {
        void ask(Connection connection) throws IOException;

        /// Nothing is known of the server any more.
        void lost();
    }

    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /// Between two polls: more of them would only take the server's time.
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private static final ClientLimits LIMITS =
            new ClientLimits(Duration.ofSeconds(2), 1 << 20, 1 << 20);

    private final Upstream server;
    private final Poll poll;
    private final Thread thread;
    private volatile boolean wanted;
    private volatile boolean closed;

    Watch(Upstream server, Poll poll) {
        this.server = server;
        this.poll = poll;
        this.thread = Thread.ofVirtual().name("watch " + server.id()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Upstream server() {
        return server;
    }

    /// An answer to a poll that starts after this call is wanted soon.
    void want() {
        if (!wanted) {
            wanted = true;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (!closed) {
            try (Connection connection =
                    Connection.open(
                            server.endpoint(server.administratorDatabase()),
                            Map.of("application_name", "tenfold"),
                            LIMITS)) {
                while (!closed) {
                    wanted = false;
                    poll.ask(connection);
                    await();
                }
            } catch (IOException _) {
                // Down, or not yet up: it is tried again.
                poll.lost();
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
        poll.lost();
    }

    private void await() {
        LockSupport.parkNanos(PAUSE_NANOS);
        long until = System.nanoTime() + EVERY_NANOS;
        while (!wanted && !closed && System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
