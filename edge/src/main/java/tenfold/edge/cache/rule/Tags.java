package tenfold.edge.cache.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The names under which an answer can be purged together with others: `Cache-Tag: a,b` and
/// `Surrogate-Key: a b`.
public final class Tags {
    /// An answer with more is not stored: a purge must reach all that it names.
    static final int TAGS_MAX = 256;

    private Tags() {}

    public static Set<String> of(Fields answer) {
        var tags = new HashSet<String>();
        for (String name : List.of("cache-tag", "surrogate-key")) {
            String value = answer.joined(name);
            if (value != null) {
                String separator = name.equals("cache-tag") ? "," : "[\\s,]+";
                for (String each : value.split(separator, -1)) {
                    if (!each.isBlank() && tags.size() <= TAGS_MAX) {
                        tags.add(each.strip());
                    }
                }
            }
        }
        return Set.copyOf(tags);
    }
}
