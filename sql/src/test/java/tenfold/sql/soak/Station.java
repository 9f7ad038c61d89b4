package tenfold.sql.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.ClusterReport;
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
import tenfold.model.Zone;
import tenfold.sql.Servers;
import tenfold.sql.Sql;
import tenfold.sql.SqlConfig;
import tenfold.sql.SqlLimits;
import tenfold.sql.TestCertificate;
import tenfold.testkit.Await;
import tenfold.testkit.ProcessTree;

/// A primary, a strict standby and a replica behind a gateway, in a folder of their own.
@SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
final class Station implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ServerMemory MEMORY = new ServerMemory(16, 128, 4, 32, 40);

    private final Path folder;
    private final ProcessLauncher launcher;
    private final Sql sql;
    private final int port = Ports.anyFree();

    Station(Path folder) throws IOException {
        this.folder = folder;
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        launcher = new ProcessLauncher(folder.resolve("run"));
        Path logs = Files.createDirectories(folder.resolve("logs"));
        var servers = new Servers.Ours(launcher, folder.resolve("sql"), logs, _ -> {});
        sql = new Sql(new SqlConfig(1, SqlLimits.DEFAULT, SecretRef::value, servers));
    }

    void start() throws Exception {
        var cluster =
                new DatabaseCluster(
                        "forum",
                        "app",
                        new SecretRef("administrator"),
                        new SecretRef("owner"),
                        new SecretRef("replicator"),
                        List.of(
                                server(1, ServerRole.MEMBER),
                                server(2, ServerRole.MEMBER),
                                server(3, ServerRole.REPLICA)),
                        new ServerId("pg-1"),
                        Durability.STRICT,
                        true,
                        null,
                        null,
                        null);
        sql.apply(
                1,
                new SqlImage(
                        List.of(Address.loopback(port)),
                        List.of(),
                        TestCertificate.files(),
                        cluster,
                        new PoolPolicy(PoolMode.TRANSACTION, 15, 200),
                        ReadPolicy.DEFAULT));
        awaitWhole();
    }

    private DatabaseServer server(int number, ServerRole role) {
        String name = "pg-" + number;
        var place = new LocalPlace(dataFolder(number), folder.resolve("s" + number), MEMORY);
        return DatabaseServer.local(new ServerId(name), new Zone("z" + number), role, place);
    }

    Path dataFolder(int number) {
        return disk(number).resolve("data");
    }

    /// Its own, so that a disk can be mounted there.
    Path disk(int number) {
        return folder.resolve("pg-" + number);
    }

    Path socket(ServerId id) {
        String number = id.value().substring("pg-".length());
        return folder.resolve("s" + number).resolve(".s.PGSQL.5432");
    }

    ClusterReport cluster() {
        return sql.report().cluster();
    }

    ServerId primary() throws Exception {
        Await.until("a primary: " + cluster(), PATIENCE, () -> cluster().primary() != null);
        return java.util.Objects.requireNonNull(cluster().primary());
    }

    /// The member that is not the primary.
    ServerId standby() throws Exception {
        return new ServerId(primary().value().equals("pg-1") ? "pg-2" : "pg-1");
    }

    ServerReport server(ServerId id) {
        return cluster().servers().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    ProcessTree processes(ServerId id) {
        return new ProcessTree(server(id).pid());
    }

    boolean isProtected() {
        return cluster().protection() == Protection.PROTECTED && cluster().held() == null;
    }

    /// Protected, and every server takes reads.
    void awaitWhole() throws Exception {
        try {
            Await.until(
                    "all is well",
                    PATIENCE,
                    () ->
                            isProtected()
                                    && cluster().servers().stream()
                                            .allMatch(ServerReport::serving));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + cluster(), e);
        }
    }

    Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "app");
        properties.setProperty("password", "owner");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("loginTimeout", "30");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/forum", properties);
    }

    @Override
    public void close() throws IOException {
        sql.close();
        launcher.close();
    }
}
