package tenfold.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tenfold.base.net.Ports;
import tenfold.testkit.Await;
import tenfold.testkit.ProcessTree;
import tenfold.testkit.TestPostgres;

/// A streaming copy of a [TestPostgres], made by `pg_basebackup`. It ends with this JVM.
final class TestStandby implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestPostgres primary;
    private final Path folder;
    private final int port;
    private final List<String> runAs;
    private final Process shell;

    TestStandby(TestPostgres primary) throws Exception {
        this.primary = primary;
        this.folder = Files.createTempDirectory("tenfold-standby");
        this.port = Ports.anyFree();
        this.runAs = runAs();
        run(List.of("chmod", "777", folder.toString()));
        copy();
        shell = launch();
        Await.until("the standby answers; see " + folder, PATIENCE, this::answers);
    }

    private static List<String> runAs() {
        return System.getProperty("user.name", "").equals("root")
                ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
                : List.of();
    }

    @SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
    private void copy() throws Exception {
        List<String> command = new ArrayList<>(runAs);
        command.add(primary.binaries().resolve("pg_basebackup").toString());
        command.addAll(List.of("-D", data().toString(), "-X", "stream", "-R", "-c", "fast"));
        command.add("-d");
        command.add(
                "host=127.0.0.1 port="
                        + primary.port()
                        + " user=postgres password="
                        + primary.password());
        run(command);
    }

    private Process launch() throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "\"$@\" & server=$!; read -r _; kill -INT $server 2>/dev/null; wait $server",
                                "postgres"));
        command.addAll(runAs);
        command.add(primary.binaries().resolve("postgres").toString());
        command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port)));
        command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "hot_standby=on"));
        command.addAll(List.of("-c", "unix_socket_directories=" + folder, "-c", "fsync=off"));
        command.addAll(List.of("-c", "synchronous_standby_names="));
        command.addAll(List.of("-c", "max_prepared_transactions=5"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private boolean answers() {
        try (Connection connection = direct()) {
            return connection.isValid(1);
        } catch (SQLException _) {
            return false;
        }
    }

    Connection direct() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:"
                        + port
                        + "/postgres?user=postgres&password="
                        + primary.password());
    }

    int port() {
        return port;
    }

    Path socket() {
        return folder.resolve(".s.PGSQL." + port);
    }

    private Path data() {
        return folder.resolve("data");
    }

    ProcessTree processes() throws IOException {
        return new ProcessTree(
                Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst()));
    }

    /// Makes it a primary.
    void promote() throws SQLException {
        try (Connection connection = direct()) {
            TestGateway.run(connection, "SELECT pg_promote()");
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + " failed: " + output);
        }
    }

    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        try {
            if (!shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                shell.destroyForcibly();
            }
        } catch (InterruptedException _) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
