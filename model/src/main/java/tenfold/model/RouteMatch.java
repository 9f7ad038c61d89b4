package tenfold.model;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.base.net.Cidr;

/// Which requests a route takes: those that every condition fits. An empty condition fits all.
///
/// Values of `headers` (names in lower case) and `query` are patterns in which `*` stands for any
/// characters; one of a name's patterns must fit one of the request's values of that name, so that
/// `*` alone asks only that the name is there.
///
/// @param host `shop.example`, `*.example`, or null for any
/// @param methods any of these, in capitals
/// @param sources networks that the client's address is in one of
public record RouteMatch(
        @Nullable String host,
        PathMatch path,
        List<String> methods,
        Map<String, List<String>> headers,
        Map<String, List<String>> query,
        List<Cidr> sources) {
    /// Every request.
    public static final RouteMatch ALL = of(null, PathMatch.ALL);

    /// How many patterns, methods and networks one route may have in each condition.
    public static final int VALUES_MAX = 64;

    public RouteMatch {
        methods = List.copyOf(methods);
        headers = copy(headers);
        query = copy(query);
        sources = List.copyOf(sources);
        Check.that(
                host == null || host.equals(host.toLowerCase(Locale.ROOT)),
                "host must be lower case");
        for (String name : headers.keySet()) {
            Check.that(
                    name.equals(name.toLowerCase(Locale.ROOT)),
                    "header '%s' must be lower case",
                    name);
        }
        Check.that(
                methods.size() <= VALUES_MAX
                        && sources.size() <= VALUES_MAX
                        && headers.size() <= VALUES_MAX
                        && query.size() <= VALUES_MAX,
                "a condition has more than %d values",
                VALUES_MAX);
    }

    public static RouteMatch of(@Nullable String host, PathMatch path) {
        return new RouteMatch(host, path, List.of(), Map.of(), Map.of(), List.of());
    }

    /// How many conditions there are beside host and path.
    public int conditions() {
        return headers.size()
                + query.size()
                + (methods.isEmpty() ? 0 : 1)
                + (sources.isEmpty() ? 0 : 1);
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> conditions) {
        var copy = new TreeMap<String, List<String>>();
        conditions.forEach((name, values) -> {
            Check.that(
                    !values.isEmpty() && values.size() <= VALUES_MAX,
                    "'%s' needs 1 to %d patterns",
                    name,
                    VALUES_MAX);
            copy.put(name, List.copyOf(values));
        });
        return Collections.unmodifiableMap(copy);
    }
}
