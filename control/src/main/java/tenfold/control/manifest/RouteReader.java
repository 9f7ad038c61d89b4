package tenfold.control.manifest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.control.manifest.Key.Place;
import tenfold.control.problem.ProblemCode;
import tenfold.model.CachePolicy;
import tenfold.model.PathMatch;
import tenfold.model.Route;
import tenfold.model.RouteGuard;
import tenfold.model.RouteMatch;
import tenfold.model.RouteName;

/// Reads the routes of the manifest: what each takes ([MatchReader]) and what it does
/// ([ActionReader]).
final class RouteReader {
    private static final int NAME_MAX = 60;
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,58}[a-z0-9])?");

    private final Set<String> services;
    private final Findings findings;
    private final Set<String> names = new HashSet<>();
    private final Set<RouteName> neverCached = new HashSet<>();
    private final Set<Integer> priorities = new HashSet<>();

    /// `services` are the names that a route may send to.
    RouteReader(Set<String> services, Findings findings) {
        this.services = services;
        this.findings = findings;
    }

    List<Route> read(List<Node> items) {
        var routes = new ArrayList<Route>();
        for (Node item : items) {
            route(item).ifPresent(routes::add);
        }
        return routes;
    }

    /// Those of which the manifest says `cache: off`.
    Set<RouteName> neverCached() {
        return neverCached;
    }

    private Optional<Route> route(Node item) {
        var block = new Block(Place.ROUTE, item, item, findings);
        RouteMatch match = new MatchReader(findings).read(block);
        Integer priority = block.whole(TrafficKey.PRIORITY, 1, Route.PRIORITY_MAX);
        if (priority != null && !priorities.add(priority)) {
            block.bad(TrafficKey.PRIORITY, "`priority` %d stands at two routes", priority);
        }
        String name = name(block, match);
        var actions = new ActionReader(services, findings);
        var action = actions.read(block);
        var rewrite = actions.rewrite(block, match.path());
        CachePolicy cache = new CachingReader(findings).route(block, match);
        RouteGuard guard = new ShieldReader(findings).route(block);
        if (!findings.isEmpty() || action.isEmpty()) {
            return Optional.empty();
        }
        if (CachingReader.isOff(block)) {
            neverCached.add(new RouteName(name));
        }
        if (cache != null && action.get().forward() == null) {
            block.bad(GuardKey.ROUTE_CACHE, "a route that forwards nothing has nothing to cache");
            return Optional.empty();
        }
        return Optional.of(
                new Route(
                        new RouteName(name),
                        priority,
                        match,
                        action.get().forward(),
                        action.get().redirect(),
                        action.get().respond(),
                        rewrite,
                        cache,
                        guard));
    }

    private String name(Block block, RouteMatch match) {
        String given = block.has(TrafficKey.ROUTE_NAME) ? block.text(TrafficKey.ROUTE_NAME) : null;
        if (given == null) {
            return made(match.host(), match.path());
        }
        if (!NAME.matcher(given).matches()) {
            block.bad(
                    TrafficKey.ROUTE_NAME,
                    "`name` '%s' is not 1 to 60 of a-z, 0-9, '.' and '-'",
                    Block.cut(given));
            return "bad";
        }
        if (!names.add(given)) {
            findings.add(
                    ProblemCode.BAD_VALUE,
                    block.at(TrafficKey.ROUTE_NAME),
                    "two routes are called `%s`",
                    given);
        }
        return given;
    }

    static void unknownService(
            @Nullable String service, Set<String> services, Node at, Findings findings) {
        String next =
                Nearest.to(service == null ? "" : service, services)
                        .map(nearest -> "Did you mean `" + nearest + "`?")
                        .orElse("Services: " + String.join(", ", services) + ".");
        findings.addWithNext(
                ProblemCode.UNKNOWN_SERVICE,
                at,
                next,
                service == null
                        ? "the route names no service"
                        : "there is no service `" + Block.cut(service).replace("%", "%%") + "`");
    }

    /// Made of host and path: `shop.example-api`.
    private String made(@Nullable String host, PathMatch path) {
        String text = (host == null ? "" : host) + path.value().toLowerCase(Locale.ROOT);
        String plain = text.replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        String stem = plain.isEmpty() ? "all" : cut(plain);
        String name = stem;
        for (int i = 2; !names.add(name); i++) {
            name = stem + "-" + i;
        }
        return name;
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(NAME_MAX, name.length())).replaceAll("[-.]+$", "");
    }
}
