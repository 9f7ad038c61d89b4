package tenfold.edge.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tenfold.base.net.Ports;
import tenfold.testkit.Await;

/// A [WebServer] that runs, as a process of its own.
public final class RunningServer implements AutoCloseable {
    private final int port = Ports.anyFree();
    private final Path folder = Files.createTempDirectory("server");
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Process process;
    private final Thread reader;

    public RunningServer(WebServer server) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(server.program().orElseThrow().toString());
        command.addAll(server.arguments(port, folder));
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        reader = Thread.ofVirtual().start(this::readLines);
        Await.until(server + " listens", RunningEdge.PATIENCE, this::listens);
    }

    public int port() {
        return port;
    }

    /// It writes a line a little after its answer.
    public void awaitSeen(int requests) throws Exception {
        Await.until(
                requests + " requests seen", RunningEdge.PATIENCE, () -> seen.size() >= requests);
    }

    /// Stops it; then it is known what it has seen: a line for each request, the path first.
    public List<String> stop() throws InterruptedException {
        // Not `process.destroy()`, which closes the pipe with lines still in it.
        process.toHandle().destroy();
        reader.join();
        return seen;
    }

    @Override
    public void close() throws IOException {
        var _ = process.destroyForcibly().onExit().join();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private boolean listens() {
        try (var _ = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void readLines() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            lines.lines().forEach(seen::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
