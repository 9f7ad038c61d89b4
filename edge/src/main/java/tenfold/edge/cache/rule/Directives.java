package tenfold.edge.cache.rule;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The directives of a `Cache-Control` field (RFC 9111 section 5.2) or of one that is meant for
/// this kind of cache alone, such as `CDN-Cache-Control` (RFC 9213).
///
/// What is doubtful is read in the way that stores less: a number that cannot be read is 0, of two
/// numbers the smaller counts. `private="field"` and `no-cache="field"` are read without their
/// argument, as the RFC allows.
public final class Directives {
    /// The directive is not given.
    public static final long ABSENT = -1;

    public static final Directives NONE = new Directives(Map.of());

    private static final long SECONDS_MAX = 1L << 31;

    private final Map<String, String> byName;

    private Directives(Map<String, String> byName) {
        this.byName = byName;
    }

    /// Of the values of all `Cache-Control` fields, joined; null when there is none.
    public static Directives read(@Nullable String value) {
        if (value == null) {
            return NONE;
        }
        var all = new HashMap<String, String>();
        int at = 0;
        while (at < value.length()) {
            int end = endOfMember(value, at);
            String member = value.substring(at, end).strip();
            int equals = member.indexOf('=');
            String name = equals < 0 ? member : member.substring(0, equals).strip();
            String argument = equals < 0 ? "" : unquoted(member.substring(equals + 1).strip());
            if (!name.isEmpty()) {
                all.merge(name.toLowerCase(Locale.ROOT), argument, Directives::stricter);
            }
            at = end + 1;
        }
        return new Directives(all);
    }

    /// Of a `CDN-Cache-Control` field; null when it is absent, empty or not a dictionary of
    /// Structured Fields, in which case it counts as absent (RFC 9213 section 2.1).
    static @Nullable Directives readTargeted(@Nullable String value) {
        Map<String, String> all = value == null ? null : TargetedControl.read(value);
        return all == null || all.isEmpty() ? null : new Directives(all);
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /// The directive's seconds, or [#ABSENT].
    public long seconds(String name) {
        String argument = byName.get(name);
        if (argument == null) {
            return ABSENT;
        }
        return secondsOf(argument);
    }

    private static long secondsOf(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return digits.length() > 10 ? SECONDS_MAX : Math.min(SECONDS_MAX, Long.parseLong(digits));
    }

    private static String stricter(String one, String other) {
        return secondsOf(one) <= secondsOf(other) ? one : other;
    }

    /// The comma behind the member that begins at `from`, or the end; commas in quotes do not
    /// count.
    private static int endOfMember(String value, int from) {
        boolean quoted = false;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\\' && quoted) {
                i++;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return value.length();
    }

    private static String unquoted(String argument) {
        boolean quoted = argument.length() >= 2 && argument.startsWith("\"");
        return quoted && argument.endsWith("\"")
                ? argument.substring(1, argument.length() - 1)
                : argument;
    }
}
