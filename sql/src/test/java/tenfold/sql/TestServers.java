package tenfold.sql;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ServerId;
import tenfold.sql.gateway.Gateway;
import tenfold.sql.gateway.Serving;
import tenfold.sql.gateway.Transport;
import tenfold.sql.gateway.Upstream;
import tenfold.testkit.Await;
import tenfold.testkit.TestPostgres;

/// A gateway before one server, or before a primary and its standby.
final class TestServers implements AutoCloseable {
    private static final Duration HOLD = Duration.ofSeconds(20);

    final TestPostgres first;
    private final @Nullable TestStandby standby;
    final Gateway gateway;
    final int port;

    private TestServers(
            PoolMode mode, int connections, boolean withStandby, Duration hold, long heldBytes)
            throws Exception {
        first =
                TestPostgres.start(
                        "fsync=off", "shared_buffers=16MB", "max_prepared_transactions=5");
        standby = withStandby ? new TestStandby(first) : null;
        SqlLimits some = SqlLimits.DEFAULT;
        var limits =
                new SqlLimits(
                        some.statementLengthMax(),
                        some.preAuthLengthMax(),
                        some.loginsMax(),
                        some.loginsPerAddressMax(),
                        some.loginTime(),
                        some.waitersMax(),
                        some.waitTime(),
                        hold,
                        some.pipelineMax(),
                        some.preparedPerServerMax(),
                        some.preparedPerPoolMax(),
                        some.preparedPerClientMax(),
                        some.cancelsMax(),
                        some.idleTime(),
                        some.lifeTime(),
                        heldBytes);
        gateway =
                new Gateway(Transport.best(), 2, limits, new PoolPolicy(mode, connections, 1_000));
        port = Ports.anyFree();
        gateway.listen(List.of(Address.loopback(port)));
        gateway.serve(new Serving(1, upstream(1), List.of()));
    }

    static TestServers alone(PoolMode mode, int connections) throws Exception {
        return new TestServers(mode, connections, false, HOLD, SqlLimits.DEFAULT.heldBytesMax());
    }

    /// One that holds few bytes, and not for long.
    static TestServers holding(long bytesMax) throws Exception {
        return new TestServers(PoolMode.TRANSACTION, 4, false, Duration.ofSeconds(2), bytesMax);
    }

    static TestServers withStandby(PoolMode mode, int connections) throws Exception {
        return new TestServers(mode, connections, true, HOLD, SqlLimits.DEFAULT.heldBytesMax());
    }

    TestStandby second() {
        return Objects.requireNonNull(standby);
    }

    /// Commits on the first server wait for the second from now on.
    void synchronize() throws Exception {
        try (Connection admin = DriverManager.getConnection(first.jdbcUrl())) {
            TestGateway.run(
                    admin,
                    "ALTER SYSTEM SET synchronous_standby_names = '*'",
                    "SELECT pg_reload_conf()");
            Await.until(
                    "a synchronous standby",
                    Duration.ofSeconds(20),
                    () ->
                            TestGateway.one(
                                            admin,
                                            "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
                                    .equals("1"));
        }
    }

    Upstream upstream(int number) {
        Path socket =
                number == 1
                        ? first.socketFolder().resolve(".s.PGSQL." + first.port())
                        : second().socket();
        return Upstream.local(new ServerId("pg-" + number), socket, first.password());
    }

    /// The second server takes over as a planned change does it.
    void switchOver() throws Exception {
        var quiet = gateway.quiesce(Duration.ofSeconds(5)).get();
        if (quiet.transactionsEnded() > 0) {
            throw new AssertionError(quiet.toString());
        }
        catchUp();
        second().promote();
        gateway.serve(new Serving(2, upstream(2), List.of()));
    }

    /// Waits until the second server has replayed all that the first has written.
    void catchUp() throws Exception {
        try (Connection writer = DriverManager.getConnection(first.jdbcUrl());
                Connection reader = second().direct()) {
            String end = TestGateway.one(writer, "SELECT pg_current_wal_lsn()");
            Await.until(
                    "a standby that has everything",
                    Duration.ofSeconds(20),
                    () ->
                            TestGateway.one(
                                            reader,
                                            "SELECT pg_last_wal_replay_lsn() >= '" + end + "'")
                                    .equals("t"));
        }
    }

    Connection connect(String... namesAndValues) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", first.password());
        properties.setProperty("sslmode", "disable");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        if (standby != null) {
            standby.close();
        }
        first.close();
    }
}
