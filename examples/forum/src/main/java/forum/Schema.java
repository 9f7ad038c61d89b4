package forum;

import forum.db.Database;
import forum.db.Migrations;
import forum.http.Problem;
import forum.seed.Seed;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the database ready beside the starting server: tables first, then something to look at.
final class Schema implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final long WAIT_SECONDS_MAX = 10;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Database database;
    private final CountDownLatch tables = new CountDownLatch(1);
    private volatile boolean closed;

    Schema(Database database) {
        this.database = database;
    }

    void prepareInBackground() {
        var thread = new Thread(this::prepare, "schema");
        thread.setDaemon(true);
        thread.start();
    }

    /// Waits until the tables are there, which takes a moment in a new database.
    void awaitReady() throws InterruptedException {
        if (!tables.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new Problem(503, "The database is not ready yet. Please try again in a moment.");
        }
    }

    private void prepare() {
        while (!closed && !tried()) {
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private boolean tried() {
        try {
            Migrations.apply(database);
            tables.countDown();
            Seed.apply(database);
            return true;
        } catch (SQLException e) {
            if (!closed) {
                LOG.warn("the database is not ready, trying again: {}", e.getMessage());
            }
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
