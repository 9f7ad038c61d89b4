package tenfold.sql.gateway;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// What a server reported by ParameterStatus. Immutable; interned like [Settings], so that
/// comparing two is comparing references.
record Parameters(Map<String, String> values) {
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
}
