package tenfold.control.acme;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tenfold.base.net.Ports;
import tenfold.control.certificate.Certificates;
import tenfold.testkit.Await;

/// An ACME authority on loopback: Debian's `pebble`, and the DNS server that comes with it, which
/// answers every name with 127.0.0.1.
final class Pebble implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/pebble");

    private final List<Process> processes = new ArrayList<>();
    private final int port = Ports.anyFree();
    private final Path authorities;

    /// `httpPort` is where it asks for proofs.
    Pebble(Path folder, int httpPort) throws Exception {
        Path tls = Files.createDirectories(folder.resolve("tls"));
        Certificates.issue(folder, 1, "127.0.0.1,localhost", Instant.now());
        authorities = tls.resolve("ca.pem");
        int dns = Ports.anyFree();
        start(
                folder.resolve("dns.log"),
                List.of(
                        "/usr/bin/pebble-challtestsrv",
                        "-dns01",
                        "127.0.0.1:" + dns,
                        "-http01",
                        "",
                        "-https01",
                        "",
                        "-tlsalpn01",
                        "",
                        "-management",
                        "127.0.0.1:" + Ports.anyFree(),
                        "-defaultIPv4",
                        "127.0.0.1",
                        "-defaultIPv6",
                        ""));
        Path config = folder.resolve("pebble.json");
        Files.writeString(
                config,
                """
                {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
                 "certificate": "%s", "privateKey": "%s", "httpPort": %d, "tlsPort": %d}}
                """
                        .formatted(
                                port,
                                Ports.anyFree(),
                                tls.resolve("server-1.pem"),
                                tls.resolve("server-1-key.pem"),
                                httpPort,
                                Ports.anyFree()));
        start(
                folder.resolve("pebble.log"),
                List.of(
                        PROGRAM.toString(),
                        "-config",
                        config.toString(),
                        "-dnsserver",
                        "127.0.0.1:" + dns));
        Await.until("pebble listens", Duration.ofSeconds(15), () -> listens(port));
    }

    private void start(Path log, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of("PEBBLE_VA_NOSLEEP", "1", "PEBBLE_WFE_NONCEREJECT", "5"));
        processes.add(builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
    }

    private static boolean listens(int port) {
        try (var _ = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    String directory() {
        return "https://127.0.0.1:" + port + "/dir";
    }

    Path authorities() {
        return authorities;
    }

    @Override
    public void close() {
        processes.forEach(process -> {
            var _ = process.destroyForcibly().onExit().join();
        });
    }
}
