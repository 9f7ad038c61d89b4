package tenfold.edge.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.RequestHead;
import tenfold.model.PathMatch;
import tenfold.model.Route;
import tenfold.model.RouteMatch;
import tenfold.model.RouteName;

/// All routes of one image, prepared for lookup; immutable, replaced as a whole.
///
/// How it works: [#ORDER] puts all routes into one order of which the first that fits wins. For
/// each host that a route names, the routes that can fit it (its own, those of suffixes of it,
/// those of any host) are put into a list of their own in that order, so that a request walks one
/// short list. A lookup of a route with only host and path allocates nothing.
public final class RouteTable<G> {
    /// The order in which routes are asked, as [Route] has it.
    static final Comparator<Route> ORDER =
            Comparator.<Route>comparingInt(route -> priority(route))
                    .thenComparingInt(route -> -hostRank(route.match()))
                    .thenComparing(route -> route.match().path().kind() != PathMatch.Kind.EXACT)
                    .thenComparingInt(route -> -length(route.match().path()))
                    .thenComparingInt(route -> -route.match().conditions());

    private final HostIndex<List<Rule<G>>> byHost;
    private final List<Rule<G>> others;
    private final Map<RouteName, G> byName = new HashMap<>();

    public RouteTable(List<Route> routes, Function<Route, G> valueOf) {
        List<Rule<G>> rules = new ArrayList<>();
        for (Route route : routes.stream().sorted(ORDER).toList()) {
            var rule = new Rule<>(route, valueOf.apply(route));
            rules.add(rule);
            byName.put(route.name(), rule.value);
        }
        Set<String> hosts = new LinkedHashSet<>();
        rules.forEach(rule -> {
            String host = rule.route.match().host();
            if (host != null) {
                hosts.add(suffixOf(host));
            }
        });
        Map<String, List<Rule<G>>> lists = new HashMap<>();
        for (String host : hosts) {
            lists.put(host, rules.stream().filter(rule -> canFit(rule.route, host)).toList());
        }
        byHost = new HostIndex<>(lists);
        others = rules.stream().filter(rule -> rule.route.match().host() == null).toList();
    }

    /// Where nothing is served.
    public static <G> RouteTable<G> empty() {
        return new RouteTable<>(
                List.of(),
                route -> {
                    throw new IllegalStateException("no route, and yet " + route);
                });
    }

    /// What belongs to the first route that fits, or null when none does.
    public @Nullable G find(RequestHead head, Forwarded client) {
        byte[] path = head.routePath();
        int from = 0;
        int to = path == null ? 0 : path.length;
        if (path == null) {
            path = head.bytes();
            from = head.targetStart();
            to = head.pathEnd();
        }
        List<Rule<G>> own = byHost.find(head.bytes(), head.hostStart(), head.hostEnd());
        List<Rule<G>> rules = own == null ? others : own;
        for (int i = 0; i < rules.size(); i++) {
            Rule<G> rule = rules.get(i);
            if (rule.fits(path, from, to, head, client)) {
                return rule.value;
            }
        }
        return null;
    }

    /// What belongs to the route of that name.
    public @Nullable G get(RouteName name) {
        return byName.get(name);
    }

    private static int priority(Route route) {
        Integer priority = route.priority();
        return priority == null ? Integer.MAX_VALUE : priority;
    }

    private static int hostRank(RouteMatch match) {
        String host = match.host();
        if (host == null) {
            return 0;
        }
        return host.startsWith("*.") ? host.length() : Integer.MAX_VALUE;
    }

    /// A final slash and stars say nothing of how specific a path is.
    private static int length(PathMatch path) {
        int length = (int) path.value().chars().filter(c -> c != '*').count();
        return path.value().endsWith("/") ? length - 1 : length;
    }

    private static String suffixOf(String host) {
        return host.startsWith("*.") ? host.substring(1) : host;
    }

    /// Whether the route can fit hosts that were found by `key`: an exact name, or a suffix.
    private static boolean canFit(Route route, String key) {
        String host = route.match().host();
        if (host == null) {
            return true;
        }
        return host.startsWith("*.")
                ? key.endsWith(host.substring(1))
                : host.equals(key) && !key.startsWith(".");
    }
}
