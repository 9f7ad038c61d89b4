package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.edge.cache.RouteMeter;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HeaderChange;
import tenfold.edge.http.RequestHead;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.shield.IpTable;
import tenfold.edge.shield.RateGate;
import tenfold.edge.shield.RateTable;
import tenfold.edge.target.UpstreamGroup;
import tenfold.model.Forward;
import tenfold.model.HeaderRewrite;
import tenfold.model.PathMatch;
import tenfold.model.RateLimit;
import tenfold.model.Redirect;
import tenfold.model.Rewrite;
import tenfold.model.Route;
import tenfold.model.RouteGuard;
import tenfold.model.RouteName;
import tenfold.model.Share;
import tenfold.model.TargetGroupId;

/// A route of the current image with all that its requests need on their way.
public final class Way {
    private final Route route;
    private final List<UpstreamGroup> groups;
    private final byte[] logFields;
    private final RouteMeter meter;
    private final IpTable.@Nullable Rules addresses;
    private final @Nullable RateGate rate;
    private final int weights;
    private final @Nullable RouteAnswer fixed;
    private final @Nullable HeaderChange requestChange;
    private final @Nullable HeaderChange responseChange;
    private final byte @Nullable [] prefix;
    private final byte[] replacement;

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
        Forward forward = route.forward();
        weights = forward == null ? 0 : forward.shares().stream().mapToInt(Share::weight).sum();
        fixed = route.respond() == null ? null : RouteAnswer.of(route.respond());
        Rewrite rewrite = route.rewrite();
        requestChange = change(rewrite.request());
        responseChange = change(rewrite.response());
        prefix = rewrite.prefix() == null ? null : Ascii.bytes(trimmed(rewrite.prefix()));
        replacement = Ascii.bytes(trimmed(rewrite.replacement()));
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

    /// What the edge answers itself; null when the route forwards.
    @Nullable RouteAnswer answer(RequestHead head, Forwarded client) {
        Redirect redirect = route.redirect();
        return redirect == null ? fixed : RouteAnswer.of(redirect, prefixLength(), head, client);
    }

    /// The group for a request, by any number that is spread evenly.
    UpstreamGroup group(long number) {
        if (groups.size() == 1) {
            return groups.getFirst();
        }
        List<Share> shares = requireNonNull(route.forward()).shares();
        long at = Math.floorMod(number >>> 16, (long) weights);
        int i = 0;
        for (; i < shares.size() - 1 && at >= shares.get(i).weight(); i++) {
            at -= shares.get(i).weight();
        }
        return groups.get(i);
    }

    /// The group with this token.
    @Nullable UpstreamGroup groupOf(String token) {
        for (UpstreamGroup group : groups) {
            if (group.token().equals(token)) {
                return group;
            }
        }
        return null;
    }

    /// Makes the request what the instance is to see.
    void change(RequestHead head) {
        if (requestChange != null) {
            requestChange.apply(head);
        }
        if (prefix != null) {
            changePath(head, prefix);
        }
    }

    /// Makes the answer what the client is to see.
    void change(ResponseHead head) {
        if (responseChange != null) {
            responseChange.apply(head);
        }
    }

    private void changePath(RequestHead head, byte[] begins) {
        byte[] reading = head.routePath();
        byte[] b = reading == null ? head.bytes() : reading;
        int from = reading == null ? head.targetStart() : 0;
        int to = reading == null ? head.pathEnd() : reading.length;
        int rest = from + begins.length;
        if (rest > to
                || (rest < to && b[rest] != '/')
                || !java.util.Arrays.equals(b, from, rest, begins, 0, begins.length)) {
            return;
        }
        String query = Ascii.text(head.bytes(), head.pathEnd(), head.targetEnd());
        String path = Ascii.text(replacement, 0, replacement.length) + Ascii.text(b, rest, to);
        head.sendTarget(Ascii.bytes((path.isEmpty() ? "/" : path) + query));
    }

    /// How much of a matching path the route's prefix is.
    private int prefixLength() {
        PathMatch path = route.match().path();
        return path.kind() == PathMatch.Kind.PREFIX ? trimmed(path.value()).length() : 0;
    }

    private static @Nullable HeaderChange change(HeaderRewrite rewrite) {
        return rewrite.equals(HeaderRewrite.NONE) ? null : new HeaderChange(rewrite);
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
