package tenfold.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Sends requests of a host and path prefix to a target group; the most specific route wins (exact
/// host, then `*.suffix`, then any host; then the longest path prefix).
///
/// `pathPrefix` `/api` matches `/api` and `/api/x`, not `/apix`. Without a cache policy nothing of
/// the route is cached.
public record Route(
        @Nullable String host,
        String pathPrefix,
        TargetGroupId group,
        @Nullable CachePolicy cache,
        RouteGuard guard) {
    /// Not cached.
    public Route(@Nullable String host, String pathPrefix, TargetGroupId group) {
        this(host, pathPrefix, group, null, RouteGuard.NONE);
    }

    /// Not guarded.
    public Route(
            @Nullable String host,
            String pathPrefix,
            TargetGroupId group,
            @Nullable CachePolicy cache) {
        this(host, pathPrefix, group, cache, RouteGuard.NONE);
    }

    public Route {
        Check.that(pathPrefix.startsWith("/"), "path prefix '%s' must start with /", pathPrefix);
        Check.that(
                host == null || host.equals(host.toLowerCase(Locale.ROOT)),
                "host must be lower case");
    }

    /// Host and path: `/api`, `shop.example/`.
    public String name() {
        return (host == null ? "" : host) + pathPrefix;
    }
}
