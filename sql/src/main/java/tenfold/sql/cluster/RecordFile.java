package tenfold.sql.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.base.file.DurableFile;
import tenfold.model.ServerId;
import tenfold.model.SwitchReport;

/// The record on disk: lines of a name and a value; one line per switch.
final class RecordFile {
    static final String NAME = "cluster";
    private static final String FORM = "1";

    private final DurableFile file;
    private final Path folder;

    RecordFile(Path folder) {
        this.folder = folder;
        this.file = new DurableFile(folder.resolve(NAME));
    }

    Optional<ClusterRecord> read() throws IOException {
        Optional<byte[]> bytes = file.read();
        try {
            return bytes.map(all -> parse(new String(all, UTF_8)));
        } catch (RuntimeException e) {
            throw new IOException(
                    folder.resolve(NAME)
                            + " cannot be understood; was it written by a newer Tenfold? "
                            + e.getMessage(),
                    e);
        }
    }

    void write(ClusterRecord record) throws IOException {
        Files.createDirectories(folder);
        file.write(text(record).getBytes(UTF_8));
    }

    static String text(ClusterRecord record) {
        List<String> lines = new ArrayList<>();
        lines.add("form " + FORM);
        lines.add("epoch " + record.epoch());
        lines.add("primary " + record.primary());
        lines.add("outside " + (record.outside() == null ? "" : record.outside()));
        lines.add("copies " + names(record.copies()));
        lines.add("awaited " + names(record.awaited()));
        lines.add("witnesses " + names(record.witnesses()));
        lines.add("wish " + record.wish());
        lines.add("failover " + record.failoverAtMillis());
        record.switches().forEach(each -> lines.add("switch " + line(each)));
        return String.join("\n", lines) + "\n";
    }

    static ClusterRecord parse(String text) {
        Map<String, String> values = new HashMap<>();
        List<SwitchReport> switches = new ArrayList<>();
        for (String line : text.split("\n")) {
            String name = line.substring(0, line.indexOf(' '));
            String value = line.substring(line.indexOf(' ') + 1);
            if (name.equals("switch")) {
                switches.add(report(value));
            } else {
                values.put(name, value);
            }
        }
        Check.that(value(values, "form").equals(FORM), "its form is not %s", FORM);
        String outside = value(values, "outside");
        return new ClusterRecord(
                Long.parseLong(value(values, "epoch")),
                new ServerId(value(values, "primary")),
                outside.isEmpty() ? null : new ServerId(outside),
                ids(value(values, "copies")),
                ids(value(values, "awaited")),
                ids(value(values, "witnesses")),
                Long.parseLong(value(values, "wish")),
                Long.parseLong(value(values, "failover")),
                switches);
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        Check.that(value != null, "%s is missing", name);
        return value == null ? "" : value;
    }

    private static String names(Set<ServerId> ids) {
        return ids.stream().map(ServerId::value).sorted().collect(Collectors.joining(" "));
    }

    private static Set<ServerId> ids(String names) {
        return names.isEmpty()
                ? Set.of()
                : Arrays.stream(names.split(" ")).map(ServerId::new).collect(Collectors.toSet());
    }

    private static String line(SwitchReport report) {
        return String.join(
                " ",
                String.valueOf(report.wish()),
                String.valueOf(report.automatic()),
                String.valueOf(report.epoch()),
                report.from().value(),
                report.to().value(),
                report.at().toString(),
                encoded(report.reason()),
                String.valueOf(report.lagBytes()),
                String.valueOf(report.pauseMillis()),
                String.valueOf(report.held()),
                String.valueOf(report.ended()),
                encoded(report.problem()));
    }

    private static SwitchReport report(String line) {
        String[] words = line.split(" ", -1);
        return new SwitchReport(
                Long.parseLong(words[0]),
                Boolean.parseBoolean(words[1]),
                Long.parseLong(words[2]),
                new ServerId(words[3]),
                new ServerId(words[4]),
                Instant.parse(words[5]),
                URLDecoder.decode(words[6], UTF_8),
                Long.parseLong(words[7]),
                Long.parseLong(words[8]),
                Long.parseLong(words[9]),
                Long.parseLong(words[10]),
                words[11].equals("-") ? null : URLDecoder.decode(words[11], UTF_8));
    }

    private static String encoded(@Nullable String words) {
        return words == null ? "-" : URLEncoder.encode(words, UTF_8);
    }
}
