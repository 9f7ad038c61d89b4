package tenfold.control.manifest;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tenfold.control.manifest.Key.Place;
import tenfold.control.problem.ProblemCode;

/// One block of keys and values, read key by key; whatever is wrong becomes a finding, and the
/// value counts as absent.
final class Block {
    private static final int TEXT_MAX = 4096;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");
    private final Map<ManifestKey, Node> values = new HashMap<>();
    private final Node node;
    private final Findings findings;

    /// Reads the keys of `node`; null and empty nodes are empty blocks.
    Block(Place place, @Nullable Node node, Node parent, Findings findings) {
        this.node = node == null ? parent : node;
        this.findings = findings;
        for (var entry : entries(node, place.title, findings).entrySet()) {
            String text = entry.getKey();
            Optional<ManifestKey> key = ManifestKey.find(place, text);
            if (key.isPresent()) {
                values.put(key.get(), entry.getValue().getValueNode());
            } else {
                unknown(place, text, entry.getValue().getKeyNode());
            }
        }
    }

    /// The entries of a block whose keys are free names, duplicates reported.
    static Map<String, NodeTuple> entries(@Nullable Node node, String title, Findings findings) {
        var entries = new LinkedHashMap<String, NodeTuple>();
        if (node == null || isNull(node)) {
            return entries;
        }
        if (!(node instanceof MappingNode mapping)) {
            findings.add(
                    ProblemCode.WRONG_TYPE,
                    node,
                    "%s must be a block of `key: value` lines, not %s",
                    title,
                    kind(node));
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.add(ProblemCode.WRONG_TYPE, tuple.getKeyNode(), "a key must be text");
            } else if (entries.putIfAbsent(key.getValue(), tuple) != null) {
                findings.add(ProblemCode.DUPLICATE_KEY, key, "`%s` stands twice", shown(key));
            }
        }
        return entries;
    }

    private void unknown(Place place, String text, Node at) {
        List<String> known = ManifestKey.of(place).stream().map(ManifestKey::text).toList();
        String next =
                Nearest.to(text, known)
                        .map(nearest -> "Did you mean `" + nearest + "`?")
                        .orElse("Known here: " + String.join(", ", known) + ".");
        findings.addWithNext(
                ProblemCode.UNKNOWN_KEY,
                at,
                next,
                "unknown key `%s` in %s",
                cut(text),
                place.title);
    }

    boolean has(ManifestKey key) {
        Node value = values.get(key);
        return value != null && !isNull(value);
    }

    /// Where a finding about `key` belongs: its value, or the block when it is absent.
    Node at(ManifestKey key) {
        Node value = values.get(key);
        return value == null ? node : value;
    }

    @Nullable Node node(ManifestKey key) {
        return values.get(key);
    }

    Block block(Place place, ManifestKey key) {
        return new Block(place, values.get(key), node, findings);
    }

    List<Node> list(ManifestKey key) {
        Node value = values.get(key);
        if (value == null || isNull(value)) {
            return List.of();
        }
        if (value instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        wrongType(value, key.text(), "a list");
        return List.of();
    }

    @Nullable String text(ManifestKey key) {
        Node value = values.get(key);
        return value == null ? null : text(value, key.text(), findings);
    }

    /// Any scalar as it is written, numbers too; null after a finding.
    static @Nullable String text(Node value, String name, Findings findings) {
        if (!(value instanceof ScalarNode scalar)) {
            findings.add(
                    ProblemCode.WRONG_TYPE, value, "`%s` must be text, not %s", name, kind(value));
            return null;
        }
        String text = scalar.getValue();
        if (text.length() > TEXT_MAX || text.indexOf('\0') >= 0) {
            findings.add(ProblemCode.BAD_VALUE, value, "`%s` is longer than %d", name, TEXT_MAX);
            return null;
        }
        return text;
    }

    @Nullable Integer whole(ManifestKey key, int min, int max) {
        Node value = values.get(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ScalarNode scalar)
                || !scalar.isPlain()
                || !WHOLE.matcher(scalar.getValue()).matches()) {
            wrongType(value, key.text(), "a whole number");
            return null;
        }
        int number = Integer.parseInt(scalar.getValue());
        if (number < min || number > max) {
            bad(key, "`%s` is %d; it must be within %d to %d", key.text(), number, min, max);
            return null;
        }
        return number;
    }

    boolean flag(ManifestKey key, boolean standard) {
        Node value = values.get(key);
        if (value == null) {
            return standard;
        }
        if (value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
            return scalar.getValue().equalsIgnoreCase("true");
        }
        wrongType(value, key.text(), "true or false");
        return standard;
    }

    @Nullable Duration duration(ManifestKey key, Duration max) {
        String text = text(key);
        if (text == null) {
            return null;
        }
        Duration duration = Quantity.duration(text).orElse(Duration.ZERO);
        if (!duration.isPositive() || duration.compareTo(max) > 0) {
            bad(
                    key,
                    "`%s` is '%s'; wanted a duration like 250ms, 5s or 2m, at most %ds",
                    key.text(),
                    cut(text),
                    max.toSeconds());
            return null;
        }
        return duration;
    }

    void bad(ManifestKey key, String format, Object... arguments) {
        findings.add(ProblemCode.BAD_VALUE, at(key), format, arguments);
    }

    private void wrongType(Node value, String name, String wanted) {
        findings.add(
                ProblemCode.WRONG_TYPE,
                value,
                "`%s` must be %s, not %s",
                name,
                wanted,
                kind(value));
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static String kind(Node node) {
        return switch (node) {
            case MappingNode _ -> "a block of keys";
            case SequenceNode _ -> "a list";
            case ScalarNode scalar when scalar.getValue().isEmpty() -> "nothing";
            case ScalarNode scalar when !scalar.isPlain() -> "the text '" + shown(scalar) + "'";
            case ScalarNode scalar -> "'" + shown(scalar) + "'";
            default -> "something else";
        };
    }

    static String shown(ScalarNode scalar) {
        return cut(scalar.getValue());
    }

    static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }
}
