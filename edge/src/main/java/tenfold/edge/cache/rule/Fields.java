package tenfold.edge.cache.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Head;

/// The header fields of one message as text, in their order. Made only when an answer is judged for
/// storing; never for a hit.
public record Fields(List<Field> list) {
    public static final Fields NONE = new Fields(List.of());

    /// One header line.
    public record Field(String name, String value) {
        boolean is(String otherName) {
            return name.equalsIgnoreCase(otherName);
        }
    }

    public Fields {
        list = List.copyOf(list);
    }

    /// Of lines `name: value`.
    public static Fields of(String... lines) {
        var all = new ArrayList<Field>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            all.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new Fields(all);
    }

    /// Those fields of `head` that `wanted` accepts by their index.
    public static Fields of(Head head, IntPredicate wanted) {
        byte[] b = head.bytes();
        var all = new ArrayList<Field>(head.fields());
        for (int i = 0; i < head.fields(); i++) {
            if (wanted.test(i)) {
                all.add(
                        new Field(
                                Ascii.text(b, head.nameStart(i), head.nameEnd(i)),
                                Ascii.text(b, head.valueStart(i), head.valueEnd(i))));
            }
        }
        return new Fields(all);
    }

    public boolean has(String name) {
        return list.stream().anyMatch(field -> field.is(name));
    }

    /// The value of the only field of that name, or null when there is none or more than one.
    public @Nullable String single(String name) {
        String found = null;
        for (Field field : list) {
            if (field.is(name)) {
                if (found != null) {
                    return null;
                }
                found = field.value();
            }
        }
        return found;
    }

    /// The values of all fields of that name as one list, or null when there is none (RFC 9110
    /// section 5.3).
    public @Nullable String joined(String name) {
        StringBuilder all = null;
        for (Field field : list) {
            if (field.is(name)) {
                if (all == null) {
                    all = new StringBuilder(field.value());
                } else {
                    all.append(", ").append(field.value());
                }
            }
        }
        return all == null ? null : all.toString();
    }

    /// The members of a comma-separated list, in small letters.
    public List<String> members(String name) {
        String all = joined(name);
        if (all == null) {
            return List.of();
        }
        var members = new ArrayList<String>();
        for (String each : all.split(",", -1)) {
            if (!each.isBlank()) {
                members.add(each.strip().toLowerCase(Locale.ROOT));
            }
        }
        return members;
    }

    /// Without the fields of these names.
    public Fields without(List<String> names) {
        return new Fields(
                list.stream().filter(field -> names.stream().noneMatch(field::is)).toList());
    }

    public Fields plus(Fields more) {
        var all = new ArrayList<>(list);
        all.addAll(more.list);
        return new Fields(all);
    }
}
