package tenfold.edge.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.RequestHead;
import tenfold.model.Route;

/// All routes of one image, prepared for lookup; immutable, replaced as a whole.
///
/// The most specific host decides first: the exact host, then the longest `*.suffix`, then any
/// host; of its routes the longest path prefix wins, compared by whole segments. When no route of a
/// host fits the path, the next less specific host is asked.
public final class RouteTable<G> {
    private final Map<String, PathTable<G>> exact = new HashMap<>();
    private final Map<String, PathTable<G>> suffixes = new HashMap<>();
    private final @Nullable PathTable<G> any;

    public RouteTable(List<Route> routes, Function<Route, G> groupOf) {
        Map<String, List<Route>> byHost = new HashMap<>();
        List<Route> forAny = new ArrayList<>();
        for (Route route : routes) {
            String host = route.host();
            if (host == null) {
                forAny.add(route);
            } else {
                byHost.computeIfAbsent(host, _ -> new ArrayList<>()).add(route);
            }
        }
        byHost.forEach((host, own) -> {
            var table = new PathTable<>(own, groupOf);
            if (host.startsWith("*.")) {
                suffixes.put(host.substring(1), table);
            } else {
                exact.put(host, table);
            }
        });
        any = forAny.isEmpty() ? null : new PathTable<>(forAny, groupOf);
    }

    /// Where nothing is served.
    public static <G> RouteTable<G> empty() {
        return new RouteTable<>(
                List.of(),
                route -> {
                    throw new IllegalStateException("no route, and yet " + route);
                });
    }

    /// The group for a request, or null when no route fits.
    public @Nullable G find(RequestHead head) {
        byte[] path = head.routePath();
        int from = 0;
        int to = path == null ? 0 : path.length;
        if (path == null) {
            path = head.bytes();
            from = head.targetStart();
            to = head.pathEnd();
        }
        if (!exact.isEmpty() || !suffixes.isEmpty()) {
            String host = name(Ascii.text(head.bytes(), head.hostStart(), head.hostEnd()));
            G found = findByHost(host, path, from, to);
            if (found != null) {
                return found;
            }
        }
        return any == null ? null : any.find(path, from, to);
    }

    private @Nullable G findByHost(String host, byte[] path, int from, int to) {
        PathTable<G> own = exact.get(host);
        G found = own == null ? null : own.find(path, from, to);
        int dot = suffixes.isEmpty() ? -1 : host.indexOf('.');
        while (found == null && dot >= 0) {
            PathTable<G> table = suffixes.get(host.substring(dot));
            found = table == null ? null : table.find(path, from, to);
            dot = host.indexOf('.', dot + 1);
        }
        return found;
    }

    /// The host in small letters without port and final dot.
    private static String name(String host) {
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return name.toLowerCase(Locale.ROOT);
    }
}
