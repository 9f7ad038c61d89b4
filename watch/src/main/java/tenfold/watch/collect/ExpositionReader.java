package tenfold.watch.collect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Labels;
import tenfold.watch.store.Reading;

/// Reads what Prometheus clients show: the text format 0.0.4 and OpenMetrics 1.0.0. Times of
/// samples and exemplars are passed over: a sample is of the moment at which it was read. Pure.
public final class ExpositionReader {
    static final int LABELS_MAX = 32;
    static final int NAME_MAX = 200;
    static final int VALUE_MAX = 500;
    private static final int PROBLEMS_MAX = 5;
    private static final Pattern SAMPLE =
            Pattern.compile(
                    "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*?})?\\s+(\\S+)(?:\\s+-?[0-9.e+]+)?\\s*");
    private static final Pattern LABEL =
            Pattern.compile(
                    "\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*=\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(,|$)");
    private static final Pattern TYPE = Pattern.compile("#\\s*TYPE\\s+(\\S+)\\s+(\\S+)\\s*");

    /// What was found; `problems` are the first lines that were not understood, and `skipped` how
    /// many were beyond the limit or not understood.
    public record Found(List<Reading> readings, List<String> problems, int skipped) {
        public Found {
            readings = List.copyOf(readings);
            problems = List.copyOf(problems);
        }
    }

    private final int samplesMax;
    private final Map<String, String> types = new HashMap<>();
    private final Map<Labels, Reading> readings =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final List<String> problems = new ArrayList<>();
    private int skipped;

    private ExpositionReader(int samplesMax) {
        this.samplesMax = samplesMax;
    }

    public static Found read(String text, int samplesMax) {
        var reader = new ExpositionReader(samplesMax);
        text.lines().forEach(reader::line);
        return new Found(List.copyOf(reader.readings.values()), reader.problems, reader.skipped);
    }

    private void line(String line) {
        if (line.startsWith("#")) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            }
            return;
        }
        if (line.isBlank()) {
            return;
        }
        Reading reading = sample(withoutExemplar(line));
        if (reading == null || readings.size() >= samplesMax) {
            skip(line, reading == null ? "not understood" : "beyond " + samplesMax + " samples");
        } else if (!Double.isNaN(reading.value())) {
            readings.put(reading.labels(), reading);
        }
    }

    private void skip(String line, String why) {
        skipped++;
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(why + ": " + line.substring(0, Math.min(line.length(), 120)));
        }
    }

    private static String withoutExemplar(String line) {
        int exemplar = line.indexOf(" # {");
        return exemplar < 0 ? line : line.substring(0, exemplar);
    }

    private @Nullable Reading sample(String line) {
        int end = labelsEnd(line);
        String head = end < 0 ? line : line.substring(0, line.indexOf('{'));
        String rest = end < 0 ? "" : line.substring(end + 1);
        Matcher sample = SAMPLE.matcher(end < 0 ? line : head.strip() + " " + rest.strip());
        if (!sample.matches() || sample.group(1).length() > NAME_MAX) {
            return null;
        }
        Map<String, String> labels =
                end < 0 ? new TreeMap<>() : labels(line.substring(line.indexOf('{') + 1, end));
        Double value = number(sample.group(3));
        if (labels == null || value == null) {
            return null;
        }
        labels.put(Labels.NAME, sample.group(1));
        return new Reading(Labels.of(labels), kind(sample.group(1)), value);
    }

    /// Where the labels' closing brace is; -1 without labels.
    private static int labelsEnd(String line) {
        int start = line.indexOf('{');
        boolean quoted = false;
        for (int i = start; start >= 0 && i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '}' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable Map<String, String> labels(String text) {
        var labels = new TreeMap<String, String>();
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length() && label.region(at, text.length()).lookingAt()) {
            String value = label.group(2);
            if (value.length() > VALUE_MAX || labels.size() >= LABELS_MAX) {
                return null;
            }
            labels.put(label.group(1), unescaped(value));
            at = label.end();
        }
        return text.substring(at).isBlank() ? labels : null;
    }

    private static String unescaped(String value) {
        var out = new StringBuilder();
        boolean escaped = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (escaped) {
                out.append(c == 'n' ? '\n' : c);
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static @Nullable Double number(String text) {
        try {
            return switch (text) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.valueOf(text);
            };
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /// Histograms and summaries have counters beside them, under their own name with an ending.
    private Kind kind(String name) {
        for (String ending : List.of("_total", "_bucket", "_count", "_sum", "")) {
            String family =
                    name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : "";
            String type = types.get(family);
            if (type != null) {
                boolean grows = type.equals("counter") || (!ending.isEmpty() && isComposed(type));
                return grows ? Kind.COUNTER : Kind.GAUGE;
            }
        }
        return name.endsWith("_total") ? Kind.COUNTER : Kind.GAUGE;
    }

    private static boolean isComposed(String type) {
        return type.equals("histogram") || type.equals("summary");
    }
}
