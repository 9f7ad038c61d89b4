package tenfold.control.grow;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The arguments of a step as they came; each is used or refused.
record Arguments(Map<String, String> values) {
    Arguments {
        values = Map.copyOf(values);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean flag(String name) {
        return "true".equals(values.get(name));
    }

    int number(String name, int min, int max, int standard) throws GrowthRefused {
        Optional<String> text = find(name);
        if (text.isEmpty()) {
            return standard;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below.
        }
        throw GrowthRefused.argument(
                "%s is a number within %d to %d, not '%s'".formatted(name, min, max, text.get()));
    }

    void allow(Set<String> known) throws GrowthRefused {
        var unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw GrowthRefused.argument(
                    "this step has no argument %s; it has: %s"
                            .formatted(
                                    String.join(", ", unknown),
                                    known.isEmpty()
                                            ? "none"
                                            : String.join(", ", new TreeSet<>(known))));
        }
    }
}
