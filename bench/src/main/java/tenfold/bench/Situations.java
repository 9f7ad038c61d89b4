package tenfold.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/// A web application whose every page is another trouble: what `bench/run advice` puts under load.
///
/// `PORT` and `PG...` come from the environment, as for any application.
public final class Situations {
    private static final int CONNECTIONS = 40;
    private static final int SHAPES = 8;
    private static final int ROWS = 400_000;
    private static final byte[] PICTURE = new byte[16 << 10];

    private final BlockingQueue<Connection> connections = new ArrayBlockingQueue<>(CONNECTIONS);
    private final ReentrantLock onlyOne = new ReentrantLock();

    private interface Work {
        void on(Connection connection) throws SQLException, InterruptedException;
    }

    private interface Page {
        byte[] answer(HttpExchange exchange) throws SQLException, IOException, InterruptedException;
    }

    public static void main(String[] arguments) throws Exception {
        var all = new Situations();
        all.connect();
        all.with(Situations::fill);
        var server =
                HttpServer.create(
                        new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))),
                        1024);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        page(server, "/calm", _ -> all.with(c -> run(c, "SELECT 1")));
        page(server, "/nothing", _ -> new byte[0]);
        page(server, "/processors", _ -> burn(8));
        page(server, "/one-thread", _ -> all.alone());
        page(server, "/search", _ -> all.with(Situations::search));
        page(server, "/reads", _ -> all.with(Situations::read));
        page(server, "/writes", _ -> all.with(Situations::write));
        page(server, "/locks", _ -> all.with(Situations::lock));
        page(server, "/held", _ -> all.with(Situations::hold));
        page(server, "/downstream", _ -> waitElsewhere());
        page(server, "/pictures/", Situations::picture);
        server.start();
    }

    private void connect() throws SQLException {
        String url =
                "jdbc:postgresql://%s:%s/%s?sslmode=disable"
                        .formatted(
                                System.getenv("PGHOST"),
                                System.getenv("PGPORT"),
                                System.getenv("PGDATABASE"));
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(
                    DriverManager.getConnection(
                            url, System.getenv("PGUSER"), System.getenv("PGPASSWORD")));
        }
    }

    private static void fill(Connection connection) throws SQLException {
        run(
                connection,
                "CREATE TABLE IF NOT EXISTS events (id int PRIMARY KEY, author int, title text)");
        run(connection, "CREATE TABLE IF NOT EXISTS notes (id bigint, kind int)");
        run(connection, "CREATE TABLE IF NOT EXISTS hot (id int PRIMARY KEY, n bigint)");
        run(connection, "INSERT INTO hot VALUES (1, 0) ON CONFLICT DO NOTHING");
        run(
                connection,
                "INSERT INTO events SELECT i, i % 5000, 'event ' || i FROM generate_series(1, "
                        + ROWS
                        + ") i ON CONFLICT DO NOTHING");
        run(connection, "ANALYZE events");
    }

    /// A condition without an index.
    private static void search(Connection connection) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT count(title) FROM events WHERE author = ?")) {
            select.setInt(1, ThreadLocalRandom.current().nextInt(5000));
            select.executeQuery().close();
        }
    }

    /// One of several reads that cost some milliseconds of the server's processor.
    private static void read(Connection connection) throws SQLException {
        int shape = ThreadLocalRandom.current().nextInt(SHAPES);
        run(
                connection,
                "SELECT sum(x %% 7) AS s%d FROM generate_series(1, 30000) x".formatted(shape));
    }

    /// The same as a write.
    private static void write(Connection connection) throws SQLException {
        int shape = ThreadLocalRandom.current().nextInt(SHAPES);
        run(
                connection,
                "INSERT INTO notes SELECT sum(x %% 7) AS s%d, 1 FROM generate_series(1, 30000) x"
                        .formatted(shape));
    }

    private static void lock(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            run(connection, "UPDATE hot SET n = n + 1 WHERE id = 1");
            run(connection, "SELECT pg_sleep(0.05)");
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /// A transaction that waits for its application.
    private static void hold(Connection connection) throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        try {
            run(connection, "SELECT 1");
            Thread.sleep(500);
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static byte[] picture(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Cache-Control", "public, max-age=600");
        return PICTURE;
    }

    private static byte[] waitElsewhere() throws InterruptedException {
        Thread.sleep(400);
        return new byte[0];
    }

    private byte[] alone() {
        onlyOne.lock();
        try {
            return burn(9);
        } finally {
            onlyOne.unlock();
        }
    }

    private static byte[] burn(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        long sum = 0;
        while (System.nanoTime() < end) {
            sum += Long.bitCount(sum + end);
        }
        return Long.toString(sum).getBytes(StandardCharsets.US_ASCII);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private byte[] with(Work work) throws SQLException, InterruptedException {
        Connection connection = connections.take();
        try {
            work.on(connection);
            return new byte[0];
        } finally {
            connections.add(connection);
        }
    }

    private static void page(HttpServer server, String path, Page page) {
        server.createContext(
                path,
                exchange -> {
                    int status = 200;
                    byte[] body;
                    try {
                        body = page.answer(exchange);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        status = 503;
                        body = "interrupted".getBytes(StandardCharsets.UTF_8);
                    } catch (SQLException e) {
                        status = 500;
                        body = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
                    }
                    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                    if (body.length > 0) {
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                });
    }
}
