package tenfold.base.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A shell that outlives us by a moment: when the pipe to it ends, it ends every recorded session.
///
/// It sits in a session of its own, so that Ctrl-C in a terminal does not reach it, and is started
/// again when it dies before us, up to [#STARTS_MAX] times.
final class Reaper implements AutoCloseable {
    private static final int STARTS_MAX = 10;

    private final Path records;
    private int starts;
    private boolean closed;
    private @Nullable Process process;

    Reaper(Path records) throws IOException {
        this.records = records;
        start();
    }

    /// The reaper's pid, for tests and diagnosis.
    synchronized long pid() {
        return Objects.requireNonNull(process).pid();
    }

    private synchronized void start() throws IOException {
        if (closed || starts == STARTS_MAX) {
            return;
        }
        starts++;
        Process started = command(records, ProcessBuilder.Redirect.PIPE).start();
        process = started;
        var _ = started.onExit().thenRun(this::restart);
    }

    private void restart() {
        try {
            start();
        } catch (IOException e) {
            System.getLogger(Reaper.class.getName())
                    .log(System.Logger.Level.WARNING, "the reaper died and cannot be restarted", e);
        }
    }

    /// The reaper's command line, run on `records` when `input` ends.
    static ProcessBuilder command(Path records, ProcessBuilder.Redirect input) throws IOException {
        List<String> line = new ArrayList<>(Confinement.session());
        line.addAll(List.of("/bin/sh", "-c", script(), "tenfold-reaper", records.toString()));
        var builder = new ProcessBuilder(line);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/bin:/bin");
        builder.directory(new File("/"));
        builder.redirectInput(input);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        return builder;
    }

    private static String script() throws IOException {
        try (InputStream in = Reaper.class.getResourceAsStream("reaper.sh")) {
            if (in == null) {
                throw new IOException("reaper.sh is missing from the class path");
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (process != null) {
            process.getOutputStream().close();
        }
    }
}
