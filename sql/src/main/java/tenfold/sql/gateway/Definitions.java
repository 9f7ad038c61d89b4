package tenfold.sql.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tenfold.sql.client.Connection;
import tenfold.sql.route.Catalogue;
import tenfold.sql.route.CatalogueReader;

/// What one database defines, as far as routing needs it: read when it is first asked for, after
/// each statement that may have changed it, and once in a while, because functions may change it
/// too. Until it is read again nothing is known, so that everything goes to the primary.
final class Definitions {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// Between two readings, so that a migration does not read after each of its statements.
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Routing routing;
    private final String database;
    private volatile Catalogue catalogue = Catalogue.NONE;
    private volatile long dueNanos = System.nanoTime();
    private long version;
    private boolean reading;

    Definitions(Routing routing, String database) {
        this.routing = routing;
        this.database = database;
    }

    /// What is known now.
    Catalogue catalogue() {
        if (System.nanoTime() - dueNanos > 0) {
            read();
        }
        return catalogue;
    }

    /// What was known may be wrong from now on.
    synchronized void changed() {
        version++;
        catalogue = Catalogue.NONE;
        dueNanos = System.nanoTime();
    }

    private synchronized void read() {
        if (!reading && routing.isActive()) {
            reading = true;
            var _ = Thread.ofVirtual().name("definitions of " + database).start(this::run);
        }
    }

    private void run() {
        boolean done = false;
        while (!done && routing.isActive()) {
            done = once();
            if (!done) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        synchronized (this) {
            reading = false;
        }
    }

    /// Whether nothing more can be done now: false when what was read is not so any more.
    private boolean once() {
        long before;
        synchronized (this) {
            before = version;
        }
        Upstream primary = routing.primary();
        if (primary == null) {
            return later();
        }
        try (Connection connection = Connection.open(primary.endpointOf(database))) {
            Catalogue read = CatalogueReader.read(connection, PATIENCE);
            if (CatalogueReader.commitsMayComeLate(connection, PATIENCE)) {
                routing.commitsMayComeLate();
            }
            return publish(before, read);
        } catch (IOException _) {
            // The server is down or has no such database: the next one who asks tries again.
            return later();
        }
    }

    private boolean later() {
        dueNanos = System.nanoTime() + RETRY_NANOS;
        return true;
    }

    private synchronized boolean publish(long before, Catalogue read) {
        if (before != version) {
            return false;
        }
        catalogue = read;
        dueNanos = System.nanoTime() + EVERY_NANOS;
        return true;
    }
}
