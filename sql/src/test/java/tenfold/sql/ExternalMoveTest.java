package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Durability;
import tenfold.model.ExternalPlace;
import tenfold.model.LocalPlace;
import tenfold.model.MoveReport;
import tenfold.model.MoveWish;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ReadPolicy;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerRole;
import tenfold.model.SqlImage;
import tenfold.model.SwitchReport;
import tenfold.model.Zone;
import tenfold.sql.client.TestServers;
import tenfold.testkit.Await;
import tenfold.testkit.TestPostgres;

/// The whole station moves to somebody else's PostgreSQL, of another version and under other names,
/// and back, while clients write through its gateway and the station itself is started anew.
@Timeout(240)
@SuppressWarnings({
    "NullAway.Init",
    "InterruptedExceptionSwallowed",
    "SystemOut"
}) // JUnit sets and fails
class ExternalMoveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ServerId OURS = new ServerId("pg-1");
    private static final ServerId THEIRS = new ServerId("ext-1");

    @TempDir Path folder;
    private TestPostgres theirs;
    private ProcessLauncher launcher;
    private Sql sql;
    private int port;
    private int starts;
    private long version;
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> writers = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        port = Ports.anyFree();
        theirs = TestServers.theirs();
        TestServers.makeDatabase(theirs, "shop", "mover");
        TestServers.run(
                TestServers.socket(theirs, "postgres"),
                "ALTER ROLE mover REPLICATION",
                "GRANT SET ON PARAMETER session_replication_role TO mover");
        start();
    }

    private void start() throws IOException {
        launcher = new ProcessLauncher(folder.resolve("run" + starts++));
        Path logs = Files.createDirectories(folder.resolve("logs"));
        var servers = new Servers.Ours(launcher, folder.resolve("sql"), logs, _ -> {});
        sql = new Sql(new SqlConfig(2, SqlLimits.DEFAULT, this::secret, servers));
    }

    private String secret(SecretRef name) {
        return name.value().equals("theirs") ? theirs.password() : name.value();
    }

    /// As the next `up` of the node finds it.
    private void restart(MoveWish.Goal goal) throws IOException {
        sql.close();
        launcher.close();
        start();
        apply(goal);
    }

    @AfterEach
    void close() throws Exception {
        stopWriters();
        sql.close();
        launcher.close();
        theirs.close();
    }

    private void apply(MoveWish.@Nullable Goal goal) throws IOException {
        var memory = new ServerMemory(16, 128, 4, 32, 30);
        var local = new LocalPlace(folder.resolve("pg-1"), folder.resolve("s"), memory);
        var outside =
                new ExternalPlace(
                        "127.0.0.1",
                        theirs.port(),
                        "shop",
                        "mover",
                        new SecretRef("theirs"),
                        ExternalPlace.Tls.DISABLE,
                        null);
        var cluster =
                new DatabaseCluster(
                        "forum",
                        "app",
                        new SecretRef("administrator"),
                        new SecretRef("owner"),
                        new SecretRef("replicator"),
                        List.of(
                                DatabaseServer.local(
                                        OURS, new Zone("a"), ServerRole.MEMBER, local)),
                        OURS,
                        Durability.SINGLE,
                        true,
                        null,
                        null,
                        goal == null
                                ? null
                                : new MoveWish(
                                        1,
                                        DatabaseServer.external(THEIRS, new Zone("x"), outside),
                                        goal));
        sql.apply(
                ++version,
                new SqlImage(
                        List.of(Address.loopback(port)),
                        List.of(),
                        TestCertificate.files(),
                        cluster,
                        new PoolPolicy(PoolMode.TRANSACTION, 10, 100),
                        ReadPolicy.DEFAULT));
    }

    private ClusterReport cluster() {
        return sql.report().cluster();
    }

    private void awaitPhase(MoveReport.Phase phase) throws Exception {
        try {
            Await.until(
                    "phase " + phase,
                    PATIENCE,
                    () -> {
                        MoveReport move = cluster().move();
                        assertThat(move == null || !fatal(move)).as("%s", move).isTrue();
                        return move != null && move.phase() == phase;
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; it is " + cluster() + " " + errors, e);
        }
    }

    private static boolean fatal(MoveReport move) {
        return move.phase() == MoveReport.Phase.BACK && !move.problems().isEmpty();
    }

    private void awaitCompared() throws Exception {
        Await.until(
                "compared",
                PATIENCE,
                () -> {
                    MoveReport move = cluster().move();
                    return move != null && move.comparison() != null;
                });
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "app");
        properties.setProperty("password", "owner");
        properties.setProperty("sslmode", "disable");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/forum", properties);
    }

    private void write(int threads) throws Exception {
        Await.until("clients get in", PATIENCE, () -> cluster().primary() != null);
        try (Connection connection = connect()) {
            TestGateway.run(
                    connection,
                    "CREATE TABLE IF NOT EXISTS acked (id bigint PRIMARY KEY, seq bigserial UNIQUE, words text)");
        }
        for (int i = 0; i < threads; i++) {
            writers.add(Thread.ofPlatform().daemon().start(this::writeOn));
        }
    }

    private void writeOn() {
        while (!stop.get()) {
            try (Connection connection = connect();
                    var insert =
                            connection.prepareStatement(
                                    "INSERT INTO acked (id, words) VALUES (?, 'words')");
                    var update =
                            connection.prepareStatement(
                                    "UPDATE acked SET words = words || '!' WHERE id = ?")) {
                while (!stop.get()) {
                    long id = ids.incrementAndGet();
                    insert.setLong(1, id);
                    insert.executeUpdate();
                    acknowledged.add(id);
                    update.setLong(1, id / 2);
                    update.executeUpdate();
                }
            } catch (SQLException e) {
                errors.add(e.getSQLState() + " " + e.getMessage());
            }
        }
    }

    private void awaitWrites(int more) throws Exception {
        int enough = acknowledged.size() + more;
        Await.until("more writes", PATIENCE, () -> acknowledged.size() >= enough);
    }

    private void stopWriters() throws InterruptedException {
        stop.set(true);
        for (Thread writer : writers) {
            var _ = writer.join(Duration.ofSeconds(30));
        }
        writers.clear();
        stop.set(false);
    }

    private void assertAllIsThere() throws SQLException {
        Set<Long> present = new HashSet<>();
        try (Connection connection = connect();
                var rows = connection.createStatement().executeQuery("SELECT id FROM acked")) {
            while (rows.next()) {
                present.add(rows.getLong(1));
            }
        }
        assertThat(present).containsAll(acknowledged);
    }

    private String serverVersion() throws SQLException {
        try (Connection connection = connect()) {
            return TestGateway.one(connection, "SELECT version()");
        }
    }

    @Test
    void clientsNoticeNeitherTheMoveNorTheWayBack() throws Exception {
        apply(null);
        write(4);
        awaitWrites(100);
        apply(MoveWish.Goal.FOLLOW);
        awaitPhase(MoveReport.Phase.FOLLOWING);
        awaitCompared();
        var comparison =
                Objects.requireNonNull(Objects.requireNonNull(cluster().move()).comparison());
        assertThat(comparison.differing()).isEmpty();
        assertThat(comparison.rows()).isGreaterThan(100);

        apply(MoveWish.Goal.SWITCH);
        awaitPhase(MoveReport.Phase.REVERSIBLE);
        assertThat(cluster().primary()).isEqualTo(THEIRS);
        awaitWrites(100);
        assertThat(serverVersion()).startsWith("PostgreSQL 15");

        apply(MoveWish.Goal.BACK);
        awaitPhase(MoveReport.Phase.BACK);
        assertThat(cluster().primary()).isEqualTo(OURS);
        awaitWrites(100);
        stopWriters();
        assertThat(serverVersion()).startsWith("PostgreSQL 18");
        assertAllIsThere();
        assertThat(errors).isEmpty();
        for (SwitchReport each : cluster().switches()) {
            System.out.printf(
                    "ExternalMoveTest: %s to %s, pause %d ms, %d held, %d ended%n",
                    each.from(), each.to(), each.pauseMillis(), each.held(), each.ended());
        }
        assertThat(cluster().switches()).hasSize(2);
    }

    @Test
    void aStationThatIsStartedAnewGoesOnWithTheMoveWhereItWas() throws Exception {
        apply(null);
        write(2);
        awaitWrites(50);
        apply(MoveWish.Goal.FOLLOW);
        awaitPhase(MoveReport.Phase.FOLLOWING);
        stopWriters();

        restart(MoveWish.Goal.FOLLOW);
        awaitPhase(MoveReport.Phase.FOLLOWING);
        awaitCompared();
        write(2);
        awaitWrites(50);
        apply(MoveWish.Goal.SWITCH);
        awaitPhase(MoveReport.Phase.REVERSIBLE);
        awaitWrites(50);
        stopWriters();
        assertThat(errors).isEmpty();

        restart(MoveWish.Goal.SWITCH);
        awaitPhase(MoveReport.Phase.REVERSIBLE);
        write(2);
        awaitWrites(50);
        assertThat(serverVersion()).startsWith("PostgreSQL 15");
        apply(MoveWish.Goal.BACK);
        awaitPhase(MoveReport.Phase.BACK);
        awaitWrites(50);
        stopWriters();
        assertThat(serverVersion()).startsWith("PostgreSQL 18");
        assertAllIsThere();
        assertThat(errors).isEmpty();
    }

    @Test
    void whatIsCompleteStaysThere() throws Exception {
        apply(null);
        write(2);
        awaitWrites(50);
        apply(MoveWish.Goal.SWITCH);
        awaitPhase(MoveReport.Phase.REVERSIBLE);
        apply(MoveWish.Goal.COMPLETE);
        awaitPhase(MoveReport.Phase.COMPLETE);
        awaitWrites(50);
        stopWriters();
        assertThat(serverVersion()).startsWith("PostgreSQL 15");
        assertAllIsThere();
        assertThat(errors).isEmpty();
    }
}
