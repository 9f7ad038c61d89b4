package tenfold.sql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.process.ProcessLauncher;
import tenfold.base.process.RunAs;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;
import tenfold.model.ServerState;
import tenfold.testkit.Await;

@Timeout(120)
@SuppressWarnings({"NullAway.Init", "InterruptedExceptionSwallowed"}) // JUnit sets and fails
class PostgresServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ServerMemory MEMORY = new ServerMemory(16, 128, 4, 32, 20);

    private static @Nullable Path template;

    @TempDir Path folder;
    private ProcessLauncher launcher;
    private final List<PostgresServer> servers = new ArrayList<>();
    private final List<ServerStatus> seen = new CopyOnWriteArrayList<>();
    private volatile String ownerPassword = "it's \"quoted\" \\ and long";

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        launcher = new ProcessLauncher(folder.resolve("run"));
    }

    /// Makes the data folder once for all tests: initdb takes longer than a start.
    private void giveData() throws Exception {
        synchronized (PostgresServerTest.class) {
            if (template == null) {
                running().close();
                template = Files.createTempDirectory("tenfold-template");
                copy(folder.resolve("pg-1"), template.resolve("pg-1"));
                return;
            }
        }
        copy(template.resolve("pg-1"), folder.resolve("pg-1"));
    }

    private static void copy(Path from, Path to) throws Exception {
        Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
        assertThat(copy.waitFor()).isZero();
    }

    @AfterAll
    static void deleteTemplate() throws IOException {
        if (template != null) {
            Folders.delete(template);
            template = null;
        }
    }

    @AfterEach
    void close() throws IOException {
        servers.forEach(PostgresServer::close);
        launcher.close();
    }

    @Test
    void startsWithARoleThatOwnsItsDatabaseAndIsNoSuperuser() throws Exception {
        PostgresServer server = running();

        try (var connection = Jdbc.connect(server, "app", ownerPassword)) {
            assertThat(Jdbc.ask(connection, "SELECT current_user || ' ' || current_database()"))
                    .isEqualTo("app forum");
            assertThat(Jdbc.ask(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = 'app'"))
                    .isEqualTo("f");
            assertThat(Jdbc.ask(connection, "SHOW server_version")).startsWith("18.6");
            connection.createStatement().execute("CREATE TABLE t (id int PRIMARY KEY)");
        }
        assertThat(server.status().reason()).startsWith("started in ");
    }

    @Test
    void hasTheSettingsThatLaterStepsNeed() throws Exception {
        giveData();
        PostgresServer server = running();

        try (var connection = Jdbc.administrator(server)) {
            assertThat(Jdbc.ask(connection, "SHOW wal_level")).isEqualTo("logical");
            assertThat(Jdbc.ask(connection, "SHOW max_prepared_transactions")).isEqualTo("20");
            assertThat(Jdbc.ask(connection, "SHOW restart_after_crash")).isEqualTo("off");
            assertThat(Jdbc.ask(connection, "SHOW data_checksums")).isEqualTo("on");
            assertThat(Jdbc.ask(connection, "SHOW listen_addresses")).isEmpty();
            assertThat(Jdbc.ask(connection, "SHOW shared_buffers")).isEqualTo("16MB");
            assertThat(Jdbc.ask(connection, "SHOW password_encryption")).isEqualTo("scram-sha-256");
            var locales = "SELECT min(datlocprovider::text || datlocale) FROM pg_database";
            assertThat(Jdbc.ask(connection, locales)).isEqualTo("bC.UTF-8");
            assertThat(Jdbc.ask(connection, "SELECT count(*) > 0 FROM pg_stat_statements"))
                    .isEqualTo("t");
        }
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        giveData();
        PostgresServer server = running();

        assertThatThrownBy(() -> Jdbc.connect(server, "app", "wrong"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void aSecondLifeKeepsTheDataAndLearnsANewPassword() throws Exception {
        giveData();
        PostgresServer first = running();
        try (var connection = Jdbc.connect(first, "app", ownerPassword)) {
            connection.createStatement().execute("CREATE TABLE t AS SELECT 42 AS answer");
        }
        first.close();
        assertThat(first.status().state()).isEqualTo(ServerState.STOPPED);
        ownerPassword = "another";

        PostgresServer second = running();

        try (var connection = Jdbc.connect(second, "app", "another")) {
            assertThat(Jdbc.ask(connection, "SELECT answer FROM t")).isEqualTo("42");
        }
    }

    @Test
    void anUnaskedEndLosesNothingAcknowledged() throws Exception {
        giveData();
        PostgresServer server = running();
        var writers = new AckedWriters(server, ownerPassword, 4);
        for (int round = 1; round <= 3; round++) {
            writers.await(50, PATIENCE);
            long pid = server.status().pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            awaitRecovered(server, round);
        }
        writers.stop();
        assertThat(writers.missing()).isEmpty();
        assertThat(server.status().reason()).contains("signal 9");
        assertThat(seen.stream().map(ServerStatus::state).distinct())
                .containsExactly(
                        ServerState.PREPARING,
                        ServerState.STARTING,
                        ServerState.RUNNING,
                        ServerState.RECOVERING);
    }

    private static void awaitRecovered(PostgresServer server, int restarts) throws Exception {
        Await.until(
                "the server recovered",
                PATIENCE,
                () ->
                        server.status().restarts() == restarts
                                && server.status().state() == ServerState.RUNNING);
    }

    /// Also in the middle of a start, when it may not hear yet.
    @Test
    void aStopCountsAtAnyMomentOfAStart() throws Exception {
        giveData();
        PostgresServer server = server(folder.resolve("s"));
        for (int i = 0; i < 12; i++) {
            server.start(Course.alone(MEMORY));
            TimeUnit.MILLISECONDS.sleep(i * 25L);
            var stop = Thread.ofVirtual().start(server::close);

            assertThat(stop.join(Duration.ofSeconds(20))).as("stopped, %d", i).isTrue();
            assertThat(server.status().state()).isEqualTo(ServerState.STOPPED);
        }
        server.start(Course.alone(MEMORY));
        Await.until("runs", PATIENCE, () -> server.status().state() == ServerState.RUNNING);
    }

    @Test
    void aKilledBackendTakesTheServerThroughRecoveryToo() throws Exception {
        giveData();
        PostgresServer server = running();
        Connection connection = Jdbc.connect(server, "app", ownerPassword);
        long backend = Long.parseLong(Jdbc.ask(connection, "SELECT pg_backend_pid()"));
        ProcessHandle.of(backend).orElseThrow().destroyForcibly();
        connection.abort(Runnable::run); // there is nobody left to say goodbye to

        awaitRecovered(server, 1);
    }

    @Test
    void aHalfFinishedInitdbIsStartedAfresh() throws Exception {
        Path half = Files.createDirectories(folder.resolve("pg-1.initializing"));
        Files.writeString(half.resolve("PG_VERSION"), "18\n");

        running();

        assertThat(half).doesNotExist();
    }

    @Test
    void dataOfAnotherVersionIsRefused() throws Exception {
        Path data = Files.createDirectories(folder.resolve("pg-1"));
        Files.writeString(data.resolve("PG_VERSION"), "15\n");

        assertThat(failure()).contains("PostgreSQL 15").contains("this is PostgreSQL 18");
    }

    @Test
    void aFolderWithForeignFilesIsRefused() throws Exception {
        Path data = Files.createDirectories(folder.resolve("pg-1"));
        Files.writeString(data.resolve("thesis.doc"), "precious");

        assertThat(failure()).contains("thesis.doc").contains("--data");
        assertThat(data.resolve("thesis.doc")).hasContent("precious");
    }

    @Test
    void aSecondServerOnTheSameDataIsRefused() throws Exception {
        giveData();
        PostgresServer first = running();

        assertThat(failure()).contains("pid " + first.status().pid()).contains("kill -INT");

        assertThat(first.status().state()).isEqualTo(ServerState.RUNNING);
    }

    @Test
    void theMarkOfADeadServerWhosePidWasReusedDoesNotHinder() throws Exception {
        giveData();
        running().close();
        Files.writeString(
                folder.resolve("pg-1/postmaster.pid"),
                ProcessHandle.current().pid() + "\n/nowhere\n0\n5432\n\n\n0 0\nready\n");

        running();
    }

    @Test
    void damagedDataIsNamedAndNotRestartedForEver() throws Exception {
        giveData();
        running().close();
        Path control = folder.resolve("pg-1/global/pg_control");
        byte[] bytes = Files.readAllBytes(control);
        bytes[100] ^= 1;
        Files.write(control, bytes);

        assertThat(failure()).contains("damaged").contains("backup");
    }

    @Test
    void aTooLongSocketPathIsRefused() {
        assertThat(reasonOf(started("x".repeat(100)))).contains("107").contains("--data");
    }

    @Test
    void rootsPrivateFoldersAreNoHindrance() throws Exception {
        assumeTrue(RunAs.root(), "only root runs PostgreSQL as another user");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path shared = Files.createTempDirectory("tenfold-shared");
        try {
            PostgresServer server = new PostgresServer(wanted(folder.resolve("s")), config(shared));
            servers.add(server);
            server.start(Course.alone(MEMORY));

            assertThat(server.awaitSettled(PATIENCE).state()).isEqualTo(ServerState.RUNNING);
            assertThat(folder.resolve("pg-1")).isSymbolicLink();
            try (var connection = Jdbc.connect(server, "app", ownerPassword)) {
                assertThat(Jdbc.ask(connection, "SELECT 1")).isEqualTo("1");
            }
            server.close();
        } finally {
            Folders.delete(shared);
        }
    }

    @Test
    void rootIsNotWhatPostgresRunsAs() throws Exception {
        assumeTrue(RunAs.root(), "only root can run PostgreSQL as another user");
        giveData();
        PostgresServer server = running();

        assertThat(ProcessHandle.of(server.status().pid()).orElseThrow().info().user())
                .hasValue(ServerUser.SYSTEM_USER);
    }

    private PostgresServer running() throws InterruptedException {
        PostgresServer server = started("s");
        ServerStatus status = server.awaitSettled(PATIENCE);
        assertThat(status.state()).as(status.reason()).isEqualTo(ServerState.RUNNING);
        return server;
    }

    private PostgresServer started(String sockets) {
        PostgresServer server = server(folder.resolve(sockets));
        server.start(Course.alone(MEMORY));
        return server;
    }

    private String failure() {
        return reasonOf(started("s2"));
    }

    private static String reasonOf(PostgresServer server) {
        try {
            ServerStatus status = server.awaitSettled(PATIENCE);
            assertThat(status.state()).isEqualTo(ServerState.FAILED);
            return status.reason();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private PostgresServer server(Path sockets) {
        var server = new PostgresServer(wanted(sockets), config(folder.resolve("shared")));
        servers.add(server);
        return server;
    }

    private ServerSpec wanted(Path sockets) {
        return new ServerSpec(
                new ServerId("pg-1"),
                folder.resolve("pg-1"),
                sockets,
                "forum",
                "app",
                new SecretRef("pg-1-administrator"),
                new SecretRef("pg-1-owner"),
                new SecretRef("pg-1-replicator"),
                MEMORY);
    }

    /// A server that ended is started again, as whoever watches it does.
    private void changed(ServerStatus status) {
        seen.add(status);
        if (status.state() == ServerState.RECOVERING) {
            servers.getLast().start(Course.alone(MEMORY));
        }
    }

    private PostgresConfig config(Path shared) {
        return new PostgresConfig(
                launcher,
                PostgresBinaries.defaultCache(),
                shared,
                folder.resolve("pg-1.log"),
                secret -> secret.value().endsWith("owner") ? ownerPassword : "administrator's",
                _ -> {},
                this::changed,
                Duration.ofSeconds(30));
    }
}
