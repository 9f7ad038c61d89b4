package tenfold.control.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The folder `logs/`: `SOURCE.log` is being written, rotated parts are left alone.
public final class LogFolder {
    public static final int LINES_MAX = 5000;
    private static final int TAIL_BYTES_MAX = 4 * 1024 * 1024;
    private static final int SOURCES_MAX = 100;
    private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
    private final Path folder;

    public LogFolder(Path folder) {
        this.folder = folder;
    }

    public static boolean isSource(String name) {
        return SOURCE.matcher(name).matches();
    }

    /// Names of all sources that have a file now.
    public List<String> sources() throws IOException {
        var sources = new ArrayList<String>();
        try (var files = Files.newDirectoryStream(folder, "*.log")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName()).replaceFirst("\\.log$", "");
                if (isSource(name) && sources.size() < SOURCES_MAX) {
                    sources.add(name);
                }
            }
        } catch (NoSuchFileException _) {
            return List.of();
        }
        sources.sort(Comparator.naturalOrder());
        return sources;
    }

    /// The newest lines of one source, oldest first; none when it has no file.
    public List<LogLine> tail(String source, int lines) throws IOException {
        Path file = file(source);
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            long from = Math.max(0, length - TAIL_BYTES_MAX);
            in.seek(from);
            byte[] bytes = new byte[(int) (length - from)];
            in.readFully(bytes);
            return last(source, text(bytes, from > 0), lines);
        } catch (IOException e) {
            if (Files.exists(file)) {
                throw e;
            }
            return List.of();
        }
    }

    private static String text(byte[] bytes, boolean cut) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int firstWhole = cut ? text.indexOf('\n') + 1 : 0;
        return text.substring(firstWhole);
    }

    private static List<LogLine> last(String source, String text, int lines) {
        Deque<LogLine> newest = new ArrayDeque<>();
        int end = text.length();
        while (end > 0 && newest.size() < lines) {
            int lineEnd = text.charAt(end - 1) == '\n' ? end - 1 : end;
            int start = text.lastIndexOf('\n', lineEnd - 1) + 1;
            if (lineEnd > start) {
                newest.addFirst(LogLine.of(source, text.substring(start, lineEnd)));
            }
            end = start;
        }
        return new ArrayList<>(newest);
    }

    /// The newest lines of all sources by their time, lines without one beside their neighbours.
    public List<LogLine> tailOfAll(int lines) throws IOException {
        var all = new ArrayList<Map.Entry<Long, LogLine>>();
        for (String source : sources()) {
            long last = 0;
            for (LogLine line : tail(source, lines)) {
                last = line.at() == null ? last : line.at().toEpochMilli();
                all.add(Map.entry(last, line));
            }
        }
        all.sort(Map.Entry.comparingByKey());
        return all.subList(Math.max(0, all.size() - lines), all.size()).stream()
                .map(Map.Entry::getValue)
                .toList();
    }

    /// Looks through all files that there are, rotated ones too.
    public LogSearch.Found search(LogQuery query) throws IOException {
        return LogSearch.run(folder, sources(), query, LogSearch.BYTES_MAX);
    }

    Path file(String source) {
        return folder.resolve(source + ".log");
    }

    /// Follows from the present ends of all files.
    public Follower follow() throws IOException {
        return new Follower();
    }

    /// One reader's places in the files. Not thread-safe.
    public final class Follower {
        private static final int READ_BYTES_MAX = 64 * 1024;
        private static final int LINES_A_POLL_MAX = 200;

        /// Where reading goes on in which file; a new key means that the file was rotated.
        private record Place(Object key, long offset) {}

        private final Map<String, Place> places = new TreeMap<>();

        private Follower() throws IOException {
            for (String source : sources()) {
                Place end = end(source);
                if (end != null) {
                    places.put(source, end);
                }
            }
        }

        private @Nullable Place end(String source) {
            try {
                var attributes =
                        Files.readAttributes(
                                file(source), java.nio.file.attribute.BasicFileAttributes.class);
                Object key = attributes.fileKey();
                return new Place(key == null ? source : key, attributes.size());
            } catch (IOException _) {
                return null;
            }
        }

        /// Lines written since the last poll; of a flood only the newest.
        public List<LogLine> poll() throws IOException {
            var lines = new ArrayList<LogLine>();
            for (String source : sources()) {
                Place end = end(source);
                if (end != null) {
                    lines.addAll(newLines(source, places.get(source), end));
                }
            }
            return lines.subList(Math.max(0, lines.size() - LINES_A_POLL_MAX), lines.size());
        }

        private List<LogLine> newLines(String source, @Nullable Place before, Place end)
                throws IOException {
            long known = before != null && before.key().equals(end.key()) ? before.offset() : 0;
            long from = known <= end.offset() ? known : 0;
            long skipped = Math.max(from, end.offset() - READ_BYTES_MAX);
            if (skipped == end.offset()) {
                places.put(source, end);
                return List.of();
            }
            byte[] bytes = new byte[(int) (end.offset() - skipped)];
            try (var in = new RandomAccessFile(file(source).toFile(), "r")) {
                in.seek(skipped);
                in.readFully(bytes);
            }
            int whole = bytes.length;
            while (whole > 0 && bytes[whole - 1] != '\n') {
                whole--;
            }
            boolean full = whole == 0 && bytes.length == READ_BYTES_MAX;
            places.put(source, new Place(end.key(), full ? end.offset() : skipped + whole));
            String text = text(java.util.Arrays.copyOf(bytes, whole), skipped > from);
            return last(source, text, LINES_A_POLL_MAX);
        }
    }
}
