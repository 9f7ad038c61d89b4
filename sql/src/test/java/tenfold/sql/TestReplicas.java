package tenfold.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ServerId;
import tenfold.sql.gateway.Gateway;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Transport;
import tenfold.sql.gateway.Upstream;
import tenfold.testkit.TestPostgres;

/// A gateway before a primary and two replicas.
final class TestReplicas implements AutoCloseable {
    Gateway gateway;
    private final TestPostgres primary;
    private final List<TestStandby> standbys;
    private final int port = Ports.anyFree();
    private final int readOnlyPort = Ports.anyFree();

    TestReplicas() throws Exception {
        primary =
                TestPostgres.start(
                        "fsync=off", "shared_buffers=16MB", "max_prepared_transactions=5");
        standbys = List.of(new TestStandby(primary), new TestStandby(primary));
        gateway = open();
        serveAll();
    }

    private Gateway open() throws IOException {
        var gateway =
                new Gateway(
                        Transport.best(),
                        2,
                        SqlLimits.DEFAULT,
                        new PoolPolicy(PoolMode.TRANSACTION, 8, 1_000));
        gateway.listen(List.of(Address.loopback(port)));
        gateway.listenReadOnly(List.of(Address.loopback(readOnlyPort)));
        return gateway;
    }

    /// One that has seen nothing yet.
    void restartGateway() throws IOException {
        gateway.close();
        gateway = open();
        serveAll();
    }

    /// Past the gateway.
    Connection direct() throws SQLException {
        return DriverManager.getConnection(primary.jdbcUrl(), "postgres", primary.password());
    }

    void serveAll() {
        serve(
                List.of(
                        upstream(2, standbys.get(0).socket()),
                        upstream(3, standbys.get(1).socket())));
    }

    void serve(List<Upstream> replicas) {
        Path socket = primary.socketFolder().resolve(".s.PGSQL." + primary.port());
        gateway.serve(new Serving(1, upstream(1, socket), replicas));
    }

    private Upstream upstream(int number, Path socket) {
        return Upstream.local(new ServerId("pg-" + number), socket, primary.password());
    }

    String primaryPort() {
        return Integer.toString(primary.port());
    }

    boolean isReplica(String itsPort) {
        return standbys.stream().anyMatch(each -> Integer.toString(each.port()).equals(itsPort));
    }

    void pauseReplay(int number) throws SQLException {
        try (Connection direct = standbys.get(number).direct()) {
            TestGateway.run(direct, "SELECT pg_wal_replay_pause()");
        }
    }

    void resumeReplay() throws SQLException {
        for (TestStandby each : standbys) {
            try (Connection direct = each.direct()) {
                TestGateway.run(direct, "SELECT pg_wal_replay_resume()");
            }
        }
    }

    Connection connect(String... namesAndValues) throws SQLException {
        return connect(port, namesAndValues);
    }

    Connection connectReadOnly(String... namesAndValues) throws SQLException {
        return connect(readOnlyPort, namesAndValues);
    }

    private Connection connect(int to, String... namesAndValues) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", primary.password());
        properties.setProperty("sslmode", "disable");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + to + "/postgres", properties);
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        for (TestStandby each : standbys) {
            each.close();
        }
        primary.close();
    }
}
