package tenfold.watch.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The names and values that tell one series from all others, in the order of their names; the
/// metric's name is the value of `__name__`. An empty value means that the label is not there.
public final class Labels {
    public static final String NAME = "__name__";
    public static final Labels NONE = new Labels(new String[0]);

    /// Name, value, name, value ...
    private final String[] pairs;

    private final int hash;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    public static Labels of(Map<String, String> labels) {
        var sorted = new TreeMap<>(labels);
        sorted.values().removeIf(String::isEmpty);
        var pairs = new String[sorted.size() * 2];
        int at = 0;
        for (var entry : sorted.entrySet()) {
            pairs[at++] = entry.getKey();
            pairs[at++] = entry.getValue();
        }
        return pairs.length == 0 ? NONE : new Labels(pairs);
    }

    /// A metric's name and its labels: `of("up", "service", "web")`.
    public static Labels of(String name, String... pairs) {
        var labels = new TreeMap<String, String>();
        labels.put(NAME, name);
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            labels.put(pairs[i], pairs[i + 1]);
        }
        return of(labels);
    }

    /// The value of a label; empty when it is not there.
    public String get(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return "";
    }

    public String name() {
        return get(NAME);
    }

    /// In the order of names.
    public Map<String, String> asMap() {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    public Labels withoutName() {
        return filter(name -> !name.equals(NAME));
    }

    public Labels only(Collection<String> names) {
        return filter(names::contains);
    }

    public Labels without(Collection<String> names) {
        return filter(name -> !names.contains(name));
    }

    public Labels with(String name, @Nullable String value) {
        var map = asMap();
        map.put(name, value == null ? "" : value);
        return of(map);
    }

    private Labels filter(Predicate<String> kept) {
        var map = asMap();
        map.keySet().removeIf(kept.negate());
        return map.size() * 2 == pairs.length ? this : of(map);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Labels labels
                && hash == labels.hash
                && Arrays.equals(pairs, labels.pairs);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /// As in queries: `up{service="web"}`.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i].equals(NAME)) {
                text.append(text.isEmpty() ? "" : ", ").append(pairs[i]).append('=');
                text.append(quoted(pairs[i + 1]));
            }
        }
        return text.isEmpty() && !name().isEmpty() ? name() : name() + "{" + text + "}";
    }

    /// A label's value between quotes, as the text format writes it.
    public static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
