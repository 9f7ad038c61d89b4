package tenfold.edge.proxy;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.edge.http.Ascii;
import tenfold.edge.target.Split;
import tenfold.edge.target.Upstream;
import tenfold.edge.target.UpstreamGroup;
import tenfold.model.Forward;
import tenfold.model.Route;
import tenfold.model.RouteName;
import tenfold.model.TargetGroupId;

/// A route of the current image with all that its requests need on their way.
public final class Way {
    private final Route route;
    private final Split split;
    private final byte[] logFields;

    private Way(Route route, Split split) {
        this.route = route;
        this.split = split;
        logFields = Ascii.bytes(",\"route\":\"" + route.name() + '"');
    }

    public static Way of(Route route, Map<TargetGroupId, UpstreamGroup> known) {
        Forward forward = route.forward();
        List<Split.Part> parts =
                forward == null
                        ? List.of()
                        : forward.shares().stream()
                                .map(share ->
                                        new Split.Part(
                                                requireNonNull(known.get(share.group())),
                                                share.weight()))
                                .toList();
        return new Way(route, new Split(parts));
    }

    Route route() {
        return route;
    }

    RouteName name() {
        return route.name();
    }

    /// Whom the next request of a route that forwards goes to; see [UpstreamGroup#choose].
    @Nullable Upstream choose(long random, @Nullable Upstream except) {
        return split.choose(random, except);
    }

    /// Its part of an access log line.
    byte[] logFields() {
        return logFields;
    }
}
