package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import tenfold.edge.http.Ascii;
import tenfold.edge.target.UpstreamGroup;
import tenfold.model.Forward;
import tenfold.model.Route;
import tenfold.model.RouteName;
import tenfold.model.TargetGroupId;

/// A route of the current image with all that its requests need on their way.
public final class Way {
    private final Route route;
    private final List<UpstreamGroup> groups;
    private final byte[] logFields;

    private Way(Route route, List<UpstreamGroup> groups) {
        this.route = route;
        this.groups = List.copyOf(groups);
        logFields = Ascii.bytes(",\"route\":\"" + route.name() + '"');
    }

    public static Way of(Route route, Map<TargetGroupId, UpstreamGroup> known) {
        Forward forward = route.forward();
        List<UpstreamGroup> groups =
                forward == null
                        ? List.of()
                        : forward.shares().stream()
                                .map(share -> requireNonNull(known.get(share.group())))
                                .toList();
        return new Way(route, groups);
    }

    Route route() {
        return route;
    }

    RouteName name() {
        return route.name();
    }

    /// The groups of a route that forwards, in the order of its shares.
    List<UpstreamGroup> groups() {
        return groups;
    }

    /// Its part of an access log line.
    byte[] logFields() {
        return logFields;
    }
}
