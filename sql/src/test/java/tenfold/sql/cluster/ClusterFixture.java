package tenfold.sql.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.process.ProcessLauncher;
import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.Durability;
import tenfold.model.LocalPlace;
import tenfold.model.Protection;
import tenfold.model.ReadPolicy;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerRole;
import tenfold.model.SwitchWish;
import tenfold.model.Zone;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Row;
import tenfold.sql.gateway.Serving;
import tenfold.testkit.Await;

/// A cluster with real servers for one test, and its writers.
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed", "SystemOut"}) // JUnit sets
abstract class ClusterFixture {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path folder;
    ProcessLauncher launcher;
    TestClients clients;
    Cluster cluster;
    private int launches;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Files.createDirectories(folder.resolve("logs"));
        start();
    }

    void start() throws IOException {
        launcher = new ProcessLauncher(folder.resolve("run" + launches++));
        clients = new TestClients();
        cluster =
                new Cluster(
                        new ClusterConfig(
                                launcher,
                                folder.resolve("sql"),
                                folder.resolve("logs"),
                                secret -> secret.value() + ":'s",
                                _ -> {}),
                        clients);
    }

    @AfterEach
    void close() throws Exception {
        clients.stop();
        cluster.close();
        launcher.close();
    }

    // ---- images

    DatabaseServer server(int number, ServerRole role) {
        String name = "pg-" + number;
        var memory = new ServerMemory(16, 128, 4, 32, 30);
        var place = new LocalPlace(folder.resolve(name), folder.resolve("s").resolve(name), memory);
        return DatabaseServer.local(new ServerId(name), new Zone("z" + number), role, place);
    }

    DatabaseCluster image(int members, Durability durability, @Nullable SwitchWish wish) {
        List<DatabaseServer> servers = new ArrayList<>();
        for (int i = 1; i <= members; i++) {
            servers.add(server(i, ServerRole.MEMBER));
        }
        return image(servers, durability, wish);
    }

    static DatabaseCluster image(
            List<DatabaseServer> servers, Durability durability, @Nullable SwitchWish wish) {
        return new DatabaseCluster(
                "forum",
                "app",
                new SecretRef("administrator"),
                new SecretRef("owner"),
                new SecretRef("replicator"),
                servers,
                new ServerId("pg-1"),
                durability,
                true,
                wish,
                null,
                null);
    }

    void apply(DatabaseCluster image) {
        cluster.apply(image, ReadPolicy.DEFAULT);
    }

    void awaitProtected() throws Exception {
        Await.until(
                "the cluster is protected: " + cluster.report(),
                PATIENCE,
                () ->
                        cluster.report().protection() == Protection.PROTECTED
                                && cluster.report().held() == null);
    }

    ServerReport report(ServerId id) {
        return cluster.report().servers().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    ServerId primary() {
        return Objects.requireNonNull(cluster.report().primary(), "primary");
    }

    void awaitWrites(int more) throws Exception {
        int enough = clients.acknowledged.size() + more;
        Await.until(
                more + " more writes: " + cluster.report(),
                PATIENCE,
                () -> clients.acknowledged.size() >= enough);
    }

    /// Every acknowledged write is on the primary now.
    void checkWrites() throws Exception {
        clients.stop();
        Set<Long> present = new HashSet<>();
        Serving serving = Objects.requireNonNull(clients.serving());
        try (Connection connection =
                TestClients.connect(Objects.requireNonNull(serving.primary()))) {
            for (Row row : connection.query("SELECT id FROM acked", PATIENCE).rows()) {
                present.add(row.number(0));
            }
        }
        assertThat(present).containsAll(clients.acknowledged);
    }

    static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    /// A server with all its processes.
    static void signalAll(String name, long pid) throws Exception {
        List<Long> children =
                ProcessHandle.of(pid).orElseThrow().children().map(ProcessHandle::pid).toList();
        signal(name, pid);
        for (long child : children) {
            // One may have ended meanwhile.
            var _ = new ProcessBuilder("kill", "-" + name, Long.toString(child)).start().waitFor();
        }
    }

    /// The process of this kind that a server has started.
    static long child(long pid, String kind) throws Exception {
        for (ProcessHandle each : ProcessHandle.of(pid).orElseThrow().children().toList()) {
            Path words = Path.of("/proc", Long.toString(each.pid()), "cmdline");
            if (Files.readString(words).contains(kind)) {
                return each.pid();
            }
        }
        throw new AssertionError(pid + " has no " + kind);
    }

    static void say(String words) {
        System.out.println("ClusterTest: " + words);
    }

    void awaitFollowers(int count) throws Exception {
        Await.until(
                count + " synchronous standbys serve: " + cluster.report(),
                PATIENCE,
                () ->
                        cluster.report().servers().stream()
                                        .filter(each -> each.part() == ServerPart.STANDBY)
                                        .filter(each -> each.serving() && each.synchronous())
                                        .count()
                                == count);
    }

    DatabaseServer sized(int number, int sharedMib) {
        DatabaseServer plain = server(number, ServerRole.MEMBER);
        LocalPlace place = Objects.requireNonNull(plain.local());
        var memory = new ServerMemory(sharedMib, 128, 4, 32, 30);
        var sized = new LocalPlace(place.dataFolder(), place.socketFolder(), memory);
        return DatabaseServer.local(plain.id(), plain.zone(), plain.role(), sized);
    }

    String sharedBuffers() throws IOException {
        Serving serving = Objects.requireNonNull(clients.serving());
        try (Connection connection =
                TestClients.connect(Objects.requireNonNull(serving.primary()))) {
            return connection.query("SHOW shared_buffers", PATIENCE).one().text(0);
        }
    }
}
