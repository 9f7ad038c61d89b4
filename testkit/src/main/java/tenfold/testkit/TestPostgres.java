package tenfold.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tenfold.base.Check;
import tenfold.base.net.Ports;

/// A real PostgreSQL server of the installed version, for one test: own data folder, loopback port
/// and unix socket, `scram-sha-256` only, superuser `postgres`.
///
/// It ends when closed and when this JVM dies in whatever way: a shell waits on a pipe from the JVM
/// and stops the server at its end. As root the server runs as `postgres` or `nobody`, because it
/// refuses root. Files are flushed (`fsync=on`) unless the test says that nothing will crash.
public final class TestPostgres implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Path binaries;
    private final List<String> runAs;
    private final int port;
    private final String password;
    private final List<String> settings;
    private Process shell;

    private TestPostgres(Path folder, Path binaries, List<String> settings) throws Exception {
        this.folder = folder;
        this.binaries = binaries;
        this.runAs = unprivileged();
        this.port = Ports.anyFree();
        this.settings = List.copyOf(settings);
        this.password = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
        initialise();
        this.shell = launch();
    }

    /// Starts a server and waits until it answers. `settings` are `name=value`.
    public static TestPostgres start(String... settings) throws Exception {
        return start(findBinaries(), settings);
    }

    /// The same with the programs in `binaries`, of another version for example.
    public static TestPostgres start(Path binaries, String... settings) throws Exception {
        Path folder = Files.createTempDirectory("tenfold-pg");
        return new TestPostgres(folder, binaries, List.of(settings));
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /// The folder of the unix socket `.s.PGSQL.<port>`.
    public Path socketFolder() {
        return folder;
    }

    /// Of the superuser `postgres`.
    public String password() {
        return password;
    }

    /// For drivers: database `postgres` as its superuser, with the password.
    public String jdbcUrl() {
        return "jdbc:postgresql://"
                + host()
                + ":"
                + port
                + "/postgres?user=postgres&password="
                + password;
    }

    public Path binaries() {
        return binaries;
    }

    /// The postmaster and its children.
    public ProcessTree processes() throws IOException {
        return new ProcessTree(
                Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst()));
    }

    /// Starts it again on the same data and port, after [ProcessTree#kill()] for example.
    public void restart() throws Exception {
        end(shell);
        Files.deleteIfExists(data().resolve("postmaster.pid"));
        shell = launch();
    }

    @Override
    public void close() throws IOException {
        end(shell);
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void initialise() throws IOException, InterruptedException {
        Path secret = folder.resolve("password");
        Files.writeString(secret, password);
        run(List.of("chmod", "711", folder.toString()));
        if (!runAs.isEmpty()) {
            run(List.of("chown", "-R", runAs.get(1).replace("--reuid=", ""), folder.toString()));
        }
        List<String> command = new ArrayList<>(runAs);
        command.add(binaries.resolve("initdb").toString());
        command.addAll(List.of("-D", data().toString(), "-U", "postgres", "-k", "-E", "UTF8"));
        command.addAll(List.of("-A", "scram-sha-256", "--no-locale", "--no-sync"));
        command.add("--pwfile=" + secret);
        run(command);
    }

    private Process launch() throws Exception {
        List<String> server = new ArrayList<>(runAs);
        server.add(binaries.resolve("postgres").toString());
        server.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port)));
        server.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
        server.addAll(List.of("-c", "unix_socket_directories=" + folder));
        settings.forEach(setting -> server.addAll(List.of("-c", setting)));
        // `read` returns at the end of the pipe: when the test closes it, or with the JVM.
        String watch = "\"$@\" & server=$!; read -r _; kill -INT $server 2>/dev/null; wait $server";
        List<String> command = new ArrayList<>(List.of("sh", "-c", watch, "postgres"));
        command.addAll(server);
        Process started =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                        .start();
        Await.until("PostgreSQL answers; see " + log(), PATIENCE, this::isReady);
        return started;
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    /// Servers note in their pid file that they take connections.
    private boolean isReady() throws IOException {
        Path file = data().resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return false;
        }
        List<String> lines = Files.readAllLines(file);
        return lines.size() > 7 && lines.get(7).strip().equals("ready");
    }

    private static void end(Process shell) throws IOException {
        shell.getOutputStream().close();
        try {
            if (!shell.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                new ProcessTree(shell.pid()).kill();
            }
        } catch (InterruptedException _) {
            // Whoever interrupts wants out: the server ends at once, and the thread stays
            // interrupted.
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Path findBinaries() throws IOException {
        String told = System.getProperty("tenfold.test.postgres");
        if (told != null) {
            return Path.of(told);
        }
        Check.that(
                Files.isDirectory(DEBIAN),
                "no PostgreSQL in %s; install it (apt-get install postgresql) or name the folder of"
                        + " its binaries with -Dtenfold.test.postgres=",
                DEBIAN);
        try (var versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.comparingInt(bin -> majorOf(bin)))
                    .orElseThrow(() -> new IOException("no server below " + DEBIAN));
        }
    }

    private static int majorOf(Path bin) {
        return Integer.parseInt(bin.getName(bin.getNameCount() - 2).toString());
    }

    /// The prefix that makes a command run as another user, empty unless this is root.
    private static List<String> unprivileged() throws IOException {
        if (!System.getProperty("user.name", "").equals("root")) {
            return List.of();
        }
        boolean known =
                Files.readAllLines(Path.of("/etc/passwd")).stream()
                        .anyMatch(line -> line.startsWith("postgres:"));
        String user = known ? "postgres" : "nobody";
        String group = known ? "postgres" : "nogroup";
        return List.of("setpriv", "--reuid=" + user, "--regid=" + group, "--clear-groups");
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Check.that(process.waitFor() == 0, "%s failed: %s", command, output);
    }
}
