package tenfold.model;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tenfold.base.Check;

/// What becomes of the headers of a message: those of `remove` and `set` are taken out, then those
/// of `set` and `add` are written. Names of `remove` are in lower case.
public record HeaderRewrite(Map<String, String> set, Map<String, String> add, List<String> remove) {
    /// Changes nothing.
    public static final HeaderRewrite NONE = new HeaderRewrite(Map.of(), Map.of(), List.of());

    public static final int HEADERS_MAX = 32;
    public static final int VALUE_LENGTH_MAX = 1_024;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^`|~-]{1,64}");
    private static final Pattern VALUE =
            Pattern.compile("(?:[\\x21-\\x7E](?:[\\x20-\\x7E]*[\\x21-\\x7E])?)?");

    /// Belong to a connection or to framing, or are what the edge itself says.
    private static final Set<String> REFUSED =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "forwarded",
                    "host",
                    "http2-settings",
                    "keep-alive",
                    "proxy",
                    "proxy-authenticate",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "x-real-ip",
                    "x-request-id");

    public HeaderRewrite {
        set = Collections.unmodifiableMap(new TreeMap<>(set));
        add = Collections.unmodifiableMap(new TreeMap<>(add));
        remove = List.copyOf(remove);
        int count = set.size() + add.size() + remove.size();
        Check.that(count <= HEADERS_MAX, "more than %d headers are rewritten", HEADERS_MAX);
        for (var names : List.of(set.keySet(), add.keySet(), remove)) {
            names.forEach(name -> Check.that(mayChange(name), "header '%s' is not ours", name));
        }
        for (var values : List.of(set.values(), add.values())) {
            values.forEach(value -> Check.that(isValue(value), "'%s' is no header value", value));
        }
    }

    /// Whether a rewrite may touch this header.
    public static boolean mayChange(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches()
                && !REFUSED.contains(lower)
                && !lower.startsWith("x-forwarded-");
    }

    /// Whether this can stand behind a header's name.
    public static boolean isValue(String value) {
        return value.length() <= VALUE_LENGTH_MAX && VALUE.matcher(value).matches();
    }
}
