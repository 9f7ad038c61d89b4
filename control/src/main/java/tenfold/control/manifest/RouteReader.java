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
import tenfold.model.Route;
import tenfold.model.TargetGroupId;

/// Reads the routes of the manifest.
final class RouteReader {
    private static final Pattern HOST =
            Pattern.compile("(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?");
    private static final int NAME_MAX = 60;

    private final Set<String> services;
    private final Findings findings;
    private final Set<String> names = new HashSet<>();

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

    private Optional<Route> route(Node item) {
        var block = new Block(Place.ROUTE, item, item, findings);
        Node pathAt = block.node(Key.ROUTE_PATH);
        String path = pathAt == null ? "/" : ServiceReader.path(pathAt, "path", findings);
        String host = host(block);
        String service = block.text(Key.SERVICE);
        if (service == null || !services.contains(service)) {
            String next =
                    Nearest.to(service == null ? "" : service, services)
                            .map(nearest -> "Did you mean `" + nearest + "`?")
                            .orElse("Services: " + String.join(", ", services) + ".");
            findings.addWithNext(
                    ProblemCode.UNKNOWN_SERVICE,
                    block.at(Key.SERVICE),
                    next,
                    service == null
                            ? "the route names no service"
                            : "there is no service `"
                                    + Block.cut(service).replace("%", "%%")
                                    + "`");
            return Optional.empty();
        }
        return path == null || !Names.isName(service)
                ? Optional.empty()
                : Optional.of(
                        Route.to(name(host, path), host, path, new TargetGroupId(service), null));
    }

    /// Made of host and path: `shop.example-api`.
    private String name(@Nullable String host, String path) {
        String text = (host == null ? "" : host) + path.toLowerCase(Locale.ROOT);
        String plain = text.replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
        String name = plain.isEmpty() ? "all" : cut(plain);
        for (int i = 2; !names.add(name); i++) {
            name = cut(plain.isEmpty() ? "all" : plain) + "-" + i;
        }
        return name;
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(NAME_MAX, name.length())).replaceAll("[-.]+$", "");
    }

    private static @Nullable String host(Block block) {
        String host = block.has(Key.HOST) ? block.text(Key.HOST) : null;
        if (host == null) {
            return null;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(lower).matches()) {
            block.bad(Key.HOST, "`host` '%s' is no host name", Block.cut(host));
            return null;
        }
        return lower;
    }
}
