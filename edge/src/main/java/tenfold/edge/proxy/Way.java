package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.RouteMeter;
import tenfold.edge.http.Ascii;
import tenfold.edge.shield.IpTable;
import tenfold.edge.shield.RateGate;
import tenfold.edge.shield.RateTable;
import tenfold.edge.target.UpstreamGroup;
import tenfold.model.Forward;
import tenfold.model.RateLimit;
import tenfold.model.Route;
import tenfold.model.RouteGuard;
import tenfold.model.RouteName;
import tenfold.model.TargetGroupId;

/// A route of the current image with all that its requests need on their way.
public final class Way {
    private final Route route;
    private final List<UpstreamGroup> groups;
    private final byte[] logFields;
    private final RouteMeter meter;
    private final IpTable.@Nullable Rules addresses;
    private final @Nullable RateGate rate;

    private Way(Route route, List<UpstreamGroup> groups, RouteMeter meter, RateTable rates) {
        this.route = route;
        this.meter = meter;
        RouteGuard guard = route.guard();
        RateLimit limit = guard.rate();
        addresses =
                guard.addresses().admitsEverybody() ? null : IpTable.Rules.of(guard.addresses());
        rate = limit == null ? null : new RateGate(limit, route.name().value(), rates);
        this.groups = List.copyOf(groups);
        logFields = Ascii.bytes(",\"route\":\"" + route.name() + '"');
    }

    /// `meter` is the route's, from image to image; `rates` is that of the whole edge.
    public static Way of(
            Route route,
            Map<TargetGroupId, UpstreamGroup> known,
            RouteMeter meter,
            RateTable rates) {
        Forward forward = route.forward();
        List<UpstreamGroup> groups =
                forward == null
                        ? List.of()
                        : forward.shares().stream()
                                .map(share -> requireNonNull(known.get(share.group())))
                                .toList();
        return new Way(route, groups, meter, rates);
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

    /// How its requests met the cache.
    RouteMeter meter() {
        return meter;
    }

    /// Who may come; null for everybody.
    IpTable.@Nullable Rules addresses() {
        return addresses;
    }

    /// How often they may; null for as often as they like.
    @Nullable RateGate rate() {
        return rate;
    }

    /// Its part of an access log line.
    byte[] logFields() {
        return logFields;
    }
}
