package tenfold.sql.server;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import tenfold.testkit.Await;

/// Threads that insert rows into a server, through its ends, and remember which were acknowledged.
final class AckedWriters {
    private final PostgresServer server;
    private final String password;
    private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<Thread> threads;
    private volatile boolean stopped;

    AckedWriters(PostgresServer server, String password, int count) throws SQLException {
        this.server = server;
        this.password = password;
        try (var connection = Jdbc.connect(server, "app", password)) {
            connection.createStatement().execute("CREATE TABLE acked (id int PRIMARY KEY)");
        }
        threads =
                Stream.generate(() -> Thread.ofPlatform().start(this::write)).limit(count).toList();
    }

    private void write() {
        while (!stopped) {
            try (var connection = Jdbc.connect(server, "app", password);
                    var insert = connection.prepareStatement("INSERT INTO acked VALUES (?)")) {
                while (!stopped) {
                    int id = ids.incrementAndGet();
                    insert.setInt(1, id);
                    insert.executeUpdate();
                    acknowledged.add(id);
                }
            } catch (SQLException _) {
                // The outcome of this one is unknown; it goes on with the next.
            }
        }
    }

    void await(int more, Duration patience) throws Exception {
        int enough = acknowledged.size() + more;
        Await.until("rows are written", patience, () -> acknowledged.size() >= enough);
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread each : threads) {
            each.join();
        }
    }

    /// What was acknowledged and is not there.
    Set<Integer> missing() throws SQLException {
        var rest = new TreeSet<>(acknowledged);
        try (var connection = Jdbc.connect(server, "app", password);
                var rows = connection.createStatement().executeQuery("SELECT id FROM acked")) {
            while (rows.next()) {
                rest.remove(rows.getInt(1));
            }
        }
        return rest;
    }
}
