package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tenfold.sql.wire.Replies;

/// What a server reported by ParameterStatus. Immutable; interned like [Settings], so that
/// comparing two is comparing references.
record Parameters(Map<String, String> values) {
    /// Those that clients change, and that statements we do not see through (functions) may change.
    private static final Set<String> CHANGEABLE =
            Set.of(
                    "search_path",
                    "TimeZone",
                    "DateStyle",
                    "client_encoding",
                    "IntervalStyle",
                    "standard_conforming_strings",
                    "application_name",
                    "default_transaction_read_only");

    static final Parameters NONE = new Parameters(Map.of());

    Parameters with(String name, String value) {
        if (value.equals(values.get(name))) {
            return this;
        }
        TreeMap<String, String> changed = new TreeMap<>(values);
        changed.put(name, value);
        return new Parameters(Collections.unmodifiableMap(changed));
    }

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    /// Calls `action` with what a client that was told `told` must be told now.
    void forEachChange(Parameters told, BiConsumer<String, String> action) {
        values.forEach((name, value) -> {
            if (!Objects.equals(told.values.get(name), value)) {
                action.accept(name, value);
            }
        });
    }

    /// Whether a setting that belongs to the session differs from `expected`.
    boolean driftedFrom(Parameters expected) {
        return CHANGEABLE.stream()
                .anyMatch(name -> !Objects.equals(values.get(name), expected.values.get(name)));
    }

    /// These after the ParameterStatus whose body stands in `in` from `at` to `end`; null when that
    /// is malformed.
    @Nullable Parameters with(ByteBuf in, int at, int end) {
        int nameLength = Replies.stringLength(in, at, end);
        int value = at + nameLength + 1;
        int valueLength = nameLength < 0 ? -1 : Replies.stringLength(in, value, end);
        return valueLength < 0
                ? null
                : with(Replies.text(in, at, nameLength), Replies.text(in, value, valueLength));
    }
}
