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
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
import tenfold.model.CompareWish;
import tenfold.model.ComparisonReport;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Durability;
import tenfold.model.LocalPlace;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.Protection;
import tenfold.model.ReadPolicy;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.SqlImage;
import tenfold.model.SwitchWish;
import tenfold.model.Zone;
import tenfold.testkit.Await;

/// The whole station, with clients at its gateway while servers change.
@Timeout(240)
@SuppressWarnings({
    "NullAway.Init",
    "InterruptedExceptionSwallowed",
    "SystemOut"
}) // JUnit sets and fails
class SqlClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final PoolPolicy POOL = new PoolPolicy(PoolMode.TRANSACTION, 10, 100);

    @TempDir Path folder;
    private ProcessLauncher launcher;
    private Sql sql;
    private int port;
    private long version;
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> errors = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<Thread> writers = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        launcher = new ProcessLauncher(folder.resolve("run"));
        port = Ports.anyFree();
        Path logs = Files.createDirectories(folder.resolve("logs"));
        var servers = new Servers.Ours(launcher, folder.resolve("sql"), logs, _ -> {});
        sql = new Sql(new SqlConfig(2, SqlLimits.DEFAULT, SecretRef::value, servers));
    }

    @AfterEach
    void close() throws Exception {
        stopWriters();
        sql.close();
        launcher.close();
    }

    private void apply(@Nullable SwitchWish wish, @Nullable CompareWish compare)
            throws IOException {
        List<DatabaseServer> servers = new ArrayList<>();
        for (String name : List.of("pg-1", "pg-2")) {
            var memory = new ServerMemory(16, 128, 4, 32, 30);
            var place =
                    new LocalPlace(folder.resolve(name), folder.resolve("s").resolve(name), memory);
            servers.add(
                    DatabaseServer.local(
                            new ServerId(name), new Zone("a"), ServerRole.MEMBER, place));
        }
        var cluster =
                new DatabaseCluster(
                        "forum",
                        "app",
                        new SecretRef("administrator"),
                        new SecretRef("owner"),
                        new SecretRef("replicator"),
                        servers,
                        new ServerId("pg-1"),
                        Durability.AVAILABLE,
                        true,
                        wish,
                        compare,
                        null);
        sql.apply(
                ++version,
                new SqlImage(
                        List.of(Address.loopback(port)),
                        List.of(),
                        TestCertificate.files(),
                        cluster,
                        POOL,
                        ReadPolicy.DEFAULT));
    }

    private ClusterReport cluster() {
        return sql.report().cluster();
    }

    private void awaitProtected() throws Exception {
        Await.until(
                "protected: " + cluster(),
                PATIENCE,
                () -> cluster().protection() == Protection.PROTECTED && cluster().held() == null);
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "app");
        properties.setProperty("password", "owner");
        properties.setProperty("sslmode", "disable");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/forum", properties);
    }

    private void write(int threads) throws SQLException {
        try (Connection connection = connect()) {
            TestGateway.run(connection, "CREATE TABLE acked (id bigint PRIMARY KEY, words text)");
        }
        for (int i = 0; i < threads; i++) {
            writers.add(Thread.ofPlatform().daemon().start(this::writeOn));
        }
    }

    private void writeOn() {
        while (!stop.get()) {
            try (Connection connection = connect();
                    var insert =
                            connection.prepareStatement("INSERT INTO acked VALUES (?, 'words')")) {
                while (!stop.get()) {
                    long id = ids.incrementAndGet();
                    insert.setLong(1, id);
                    insert.executeUpdate();
                    acknowledged.add(id);
                }
            } catch (SQLException e) {
                errors.computeIfAbsent(String.valueOf(e.getSQLState()), _ -> new AtomicLong())
                        .incrementAndGet();
            }
        }
    }

    private void awaitWrites(int more) throws Exception {
        int enough = acknowledged.size() + more;
        Await.until("more writes: " + cluster(), PATIENCE, () -> acknowledged.size() >= enough);
    }

    private void stopWriters() throws InterruptedException {
        stop.set(true);
        for (Thread writer : writers) {
            var _ = writer.join(Duration.ofSeconds(30));
        }
    }

    private void checkWrites() throws Exception {
        stopWriters();
        Set<Long> present = new HashSet<>();
        try (Connection connection = connect();
                var rows = connection.createStatement().executeQuery("SELECT id FROM acked")) {
            while (rows.next()) {
                present.add(rows.getLong(1));
            }
        }
        assertThat(present).containsAll(acknowledged);
    }

    @Test
    void clientsOutliveAKilledPrimaryAndNoticeNoSwitchAndNoComparison() throws Exception {
        apply(null, null);
        awaitProtected();
        write(4);
        awaitWrites(50);

        apply(new SwitchWish(1, new ServerId("pg-2")), null);
        Await.until(
                "switched: " + cluster(),
                PATIENCE,
                () -> new ServerId("pg-2").equals(cluster().primary()));
        awaitWrites(50);
        apply(new SwitchWish(1, new ServerId("pg-2")), new CompareWish(1, new ServerId("pg-1")));
        Await.until("compared: " + cluster(), PATIENCE, this::compared);
        ComparisonReport comparison = Objects.requireNonNull(cluster().comparison());
        assertThat(comparison.problem()).isNull();
        assertThat(comparison.differing()).isEmpty();
        assertThat(comparison.rows()).isGreaterThan(50);
        assertThat(errors).isEmpty();
        awaitProtected();

        ServerReport primary = cluster().head();
        ProcessHandle.of(primary.pid()).orElseThrow().destroyForcibly();
        Await.until(
                "failed over: " + cluster(),
                PATIENCE,
                () -> new ServerId("pg-1").equals(cluster().primary()));
        awaitWrites(50);
        checkWrites();
        System.out.println("SqlClusterTest: " + cluster().switches() + " " + errors);
        assertThat(errors.keySet()).isSubsetOf("08007");
    }

    private boolean compared() {
        ComparisonReport comparison = cluster().comparison();
        return comparison != null && comparison.done();
    }
}
