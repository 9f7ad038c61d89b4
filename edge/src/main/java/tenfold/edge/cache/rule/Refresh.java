package tenfold.edge.cache.rule;

import java.util.List;
import java.util.Locale;

/// What a 304 changes of a stored answer (RFC 9111 sections 3.2 and 4.3.4).
public final class Refresh {
    /// Fields that describe the stored body as it stands, or a hop.
    private static final List<String> KEPT =
            List.of(
                    "content-encoding",
                    "content-length",
                    "content-range",
                    "content-type",
                    "etag",
                    "transfer-encoding");

    private Refresh() {}

    /// The stored fields with those of the 304 in their place.
    public static Fields apply(Fields stored, Fields notModified) {
        Fields newer = notModified.without(KEPT);
        List<String> replaced =
                newer.list().stream()
                        .map(field -> field.name().toLowerCase(Locale.ROOT))
                        .distinct()
                        .toList();
        return stored.without(replaced).plus(newer);
    }
}
