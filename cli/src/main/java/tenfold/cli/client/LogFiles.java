package tenfold.cli.client;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the newest lines of the log files themselves: for when control does not run, which is when
/// a person wants them most. Lines look as control tells them.
public final class LogFiles {
    private static final int TAIL_BYTES_MAX = 1 << 20;
    private static final Pattern TIME =
            Pattern.compile("(?:\\{\"[a-z]+\":\")?(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z)[ \"]");

    private final Path folder;

    public LogFiles(Path folder) {
        this.folder = folder;
    }

    /// One line, with the time by which it is sorted among those of other files.
    private record Line(String source, String at, String text) {}

    /// The names of the logs that exist.
    public List<String> sources() throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.log")) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    names.add(name.substring(0, name.length() - ".log".length()));
                }
            }
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }

    /// The newest lines, of one log or of all when `source` is empty.
    public List<JsonNode> tail(String source, int lines) throws IOException {
        List<Line> all = new ArrayList<>();
        for (String name : sources()) {
            if (source.isEmpty() || source.equals(name)) {
                all.addAll(lines(name));
            }
        }
        all.sort(Comparator.comparing(Line::at));
        return all.subList(Math.max(0, all.size() - lines), all.size()).stream()
                .map(LogFiles::json)
                .toList();
    }

    private List<Line> lines(String source) throws IOException {
        List<Line> lines = new ArrayList<>();
        String at = "";
        for (String line : tailOf(folder.resolve(source + ".log")).split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            var time = TIME.matcher(line);
            boolean stamped = time.lookingAt();
            at = stamped ? time.group(1) : at;
            boolean plain = stamped && !line.startsWith("{");
            lines.add(new Line(source, at, plain ? line.substring(time.end()) : line));
        }
        return lines;
    }

    private static String tailOf(Path file) throws IOException {
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(0, in.length() - TAIL_BYTES_MAX);
            in.seek(start);
            byte[] bytes = new byte[(int) (in.length() - start)];
            in.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return start == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }

    private static JsonNode json(Line line) {
        var node = JsonMapper.shared().createObjectNode();
        node.put("source", line.source());
        if (!line.at().isEmpty()) {
            node.put("at", line.at());
        }
        return node.put("line", line.text());
    }
}
