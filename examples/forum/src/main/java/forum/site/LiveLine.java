package forum.site;

import forum.db.Database;
import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells open pages about new posts: one LISTEN connection in, server-sent events out.
///
/// One thread serves all listeners: an event is a few bytes, which a socket buffer takes without
/// waiting, and how many may listen is bounded.
public final class LiveLine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveLine.class);
    private static final int LISTENERS_MAX = 500;
    private static final int HEARTBEAT_MILLIS = 15_000;
    private static final long RETRY_NANOS = 2_000_000_000L;

    private final Database database;
    private final Queue<OutputStream> listeners = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean started = new AtomicBoolean();
    private volatile boolean closed;
    private volatile Connection connection;

    public LiveLine(Database database) {
        this.database = database;
    }

    public Response open(Request request) {
        if (count.get() >= LISTENERS_MAX) {
            throw new Problem(503, "Too many pages listen already.");
        }
        if (started.compareAndSet(false, true)) {
            var thread = new Thread(this::listen, "live-line");
            thread.setDaemon(true);
            thread.start();
        }
        return Response.stream("text/event-stream", this::add);
    }

    private void add(OutputStream listener) {
        try {
            write(listener, "retry: 3000\n\n");
            listeners.add(listener);
            count.incrementAndGet();
        } catch (IOException gone) {
            drop(listener);
        }
    }

    private void listen() {
        while (!closed) {
            try (Connection own = database.dedicated("forum live line")) {
                connection = own;
                own.createStatement().execute("LISTEN new_posts");
                while (!closed) {
                    pass(own.unwrap(PGConnection.class).getNotifications(HEARTBEAT_MILLIS));
                }
            } catch (SQLException e) {
                if (!closed) {
                    LOG.warn("the live line is interrupted and will try again: {}", e.getMessage());
                    LockSupport.parkNanos(RETRY_NANOS);
                }
            }
        }
    }

    private void pass(PGNotification[] notifications) {
        if (notifications == null || notifications.length == 0) {
            sendAll(": still here\n\n");
            return;
        }
        var events = new StringBuilder();
        for (PGNotification notification : notifications) {
            events.append("event: post\ndata: ").append(notification.getParameter()).append("\n\n");
        }
        sendAll(events.toString());
    }

    private void sendAll(String text) {
        listeners.forEach(listener -> send(listener, text));
    }

    private void send(OutputStream listener, String text) {
        try {
            write(listener, text);
        } catch (IOException gone) {
            drop(listener);
        }
    }

    private static void write(OutputStream listener, String text) throws IOException {
        listener.write(text.getBytes(StandardCharsets.UTF_8));
        listener.flush();
    }

    private void drop(OutputStream listener) {
        if (listeners.remove(listener)) {
            count.decrementAndGet();
        }
        try {
            listener.close();
        } catch (IOException alreadyClosed) {
            // Closing was all that was wanted.
        }
    }

    @Override
    public void close() {
        closed = true;
        listeners.forEach(this::drop);
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                LOG.debug("closing the live line", alreadyGone);
            }
        }
    }
}
