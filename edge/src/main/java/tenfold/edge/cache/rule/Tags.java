package tenfold.edge.cache.rule;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names under which an answer can be purged together with others: `Cache-Tag: a,b` and
/// `Surrogate-Key: a b`.
public final class Tags {
    /// An answer with more is not stored: a purge must reach all that it names.
    static final int TAGS_MAX = 256;

    private static final String[] NONE = {};

    private Tags() {}

    public static Set<String> of(Fields answer) {
        var tags = new HashSet<String>();
        add(tags, answer.joined("cache-tag"), ",");
        add(tags, answer.joined("surrogate-key"), "[\\s,]+");
        return Set.copyOf(tags);
    }

    private static void add(Set<String> tags, @Nullable String value, String separator) {
        for (String each : value == null ? NONE : value.split(separator, -1)) {
            if (!each.isBlank() && tags.size() <= TAGS_MAX) {
                tags.add(each.strip());
            }
        }
    }
}
