package tenfold.control.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import tenfold.control.json.Json;
import tenfold.control.log.LogFolder;
import tenfold.control.log.LogLine;

/// One reader's server-sent events: first `background`, the `sources` of log lines and the newest
/// of them, then `status` each second and `log` lines as they are written.
final class EventStream {
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final int FIRST_LINES = 100;
    private final Desk desk;
    private final LogFolder logs;

    EventStream(Desk desk, LogFolder logs) {
        this.desk = desk;
        this.logs = logs;
    }

    /// Writes until the reader goes, or `goesOn` (asked each beat) says no.
    void run(OutputStream out, BooleanSupplier goesOn) throws IOException, InterruptedException {
        var follower = logs.follow();
        write(out, "background", desk.background());
        write(out, "sources", logs.sources());
        for (LogLine line : logs.tailOfAll(FIRST_LINES)) {
            write(out, "log", line);
        }
        while (goesOn.getAsBoolean()) {
            write(out, "status", desk.status());
            for (LogLine line : follower.poll()) {
                write(out, "log", line);
            }
            out.flush();
            Thread.sleep(BEAT);
        }
    }

    private static void write(OutputStream out, String event, Object value) throws IOException {
        out.write(("event: " + event + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        out.write(Json.write(value));
        out.write('\n');
        out.write('\n');
    }
}
