package tenfold.control.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/// Looks through the log files and their rotated parts, the newest part of each first.
///
/// One search reads at most [#BYTES_MAX]; what it did not get to is said, never left out in
/// silence. A line without a time has that of the line before, one without a level the level of the
/// line before when it is indented (a stack trace), else INFO.
public final class LogSearch {
    static final long BYTES_MAX = 64L << 20;
    private static final int PARTS_MAX = 100;

    /// The newest lines that were wanted, oldest first; `complete` unless the search ended at its
    /// bound.
    public record Found(List<LogLine> lines, boolean complete, long bytes) {
        public Found {
            lines = List.copyOf(lines);
        }
    }

    /// A line and the time by which it is sorted.
    private record Hit(Instant at, LogLine line) {}

    private final Path folder;
    private final LogQuery query;
    private final long bytesMax;
    private final List<Hit> hits = new ArrayList<>();
    private long bytes;
    private boolean complete = true;

    private LogSearch(Path folder, LogQuery query, long bytesMax) {
        this.folder = folder;
        this.query = query;
        this.bytesMax = bytesMax;
    }

    static Found run(Path folder, List<String> sources, LogQuery query, long bytesMax)
            throws IOException {
        var search = new LogSearch(folder, query, bytesMax);
        for (String source : sources) {
            if (query.wantsSource(source)) {
                search.source(source);
            }
        }
        search.hits.sort(Comparator.comparing(Hit::at));
        List<Hit> newest =
                search.hits.subList(
                        Math.max(0, search.hits.size() - query.lines()), search.hits.size());
        return new Found(newest.stream().map(Hit::line).toList(), search.complete, search.bytes);
    }

    private void source(String source) throws IOException {
        int found = 0;
        for (int part = 0; part < PARTS_MAX && found < query.lines(); part++) {
            Path file = folder.resolve(source + ".log" + (part == 0 ? "" : "." + part));
            if (!Files.isRegularFile(file) || isTooOld(file)) {
                return;
            }
            if (bytes >= bytesMax) {
                complete = false;
                return;
            }
            found += part(source, file);
        }
    }

    /// A file that was last written before the time in question has nothing newer, nor have those
    /// before it.
    private boolean isTooOld(Path file) throws IOException {
        Instant since = query.since();
        return since != null && Files.getLastModifiedTime(file).toInstant().isBefore(since);
    }

    private int part(String source, Path file) throws IOException {
        Deque<Hit> newest = new ArrayDeque<>();
        Instant at = Instant.EPOCH;
        LogLevel level = LogLevel.INFO;
        try (var in =
                new BufferedReader(
                        new InputStreamReader(
                                Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String raw = in.readLine(); raw != null; raw = in.readLine()) {
                bytes += raw.length() + 1L;
                LogLine line = LogLine.of(source, raw);
                at = line.at() == null ? at : line.at();
                level = level(line.line(), level);
                if (query.wants(line, level, at.equals(Instant.EPOCH) ? null : at)) {
                    newest.addLast(new Hit(at, line));
                    if (newest.size() > query.lines()) {
                        newest.removeFirst();
                    }
                }
                if (bytes >= 2 * bytesMax) {
                    complete = false;
                    break;
                }
            }
        }
        hits.addAll(newest);
        return newest.size();
    }

    private static LogLevel level(String line, LogLevel before) {
        boolean goesOn = line.startsWith(" ") || line.startsWith("\t");
        return goesOn ? before : LogLevel.of(line).orElse(LogLevel.INFO);
    }
}
