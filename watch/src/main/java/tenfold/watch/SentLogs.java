package tenfold.watch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import tenfold.base.process.OutputLog;

/// The logs of what applications send by OTLP: `SERVICE-otlp.log`, of bounded size each; the
/// sixteenth service and all after it share one.
final class SentLogs implements AutoCloseable {
    private static final int LOGS_MAX = 16;
    private static final String OTHERS = "others";

    private final Path folder;
    private final Clock clock;
    private final Map<String, OutputLog> logs = new HashMap<>();

    SentLogs(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    void add(String service, String line) {
        log(service).add(line);
    }

    private synchronized OutputLog log(String service) {
        boolean plain = service.matches("[a-z0-9][a-z0-9-]{0,50}");
        String name =
                plain && (logs.containsKey(service) || logs.size() < LOGS_MAX - 1)
                        ? service
                        : OTHERS;
        return logs.computeIfAbsent(
                name,
                _ ->
                        new OutputLog(
                                folder.resolve(name + "-otlp.log"),
                                OutputLog.Limits.DEFAULT,
                                clock));
    }

    @Override
    public synchronized void close() {
        for (OutputLog log : logs.values()) {
            try {
                log.finish();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
