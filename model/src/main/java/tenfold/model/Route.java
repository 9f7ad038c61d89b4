package tenfold.model;

import java.util.Collections;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// What is done with requests that match: exactly one of `forward`, `redirect` and `respond`.
///
/// The first route that matches decides, in this order: those with a `priority`, the lowest number
/// first; then exact hosts, `*.suffix` hosts (the longest first), any host; of one host exact
/// paths, then patterns and prefixes, the longest first; of one path the route with more
/// conditions; at last the order of the image. Without a cache policy nothing of the route is
/// cached.
public record Route(
        RouteName name,
        @Nullable Integer priority,
        RouteMatch match,
        @Nullable Forward forward,
        @Nullable Redirect redirect,
        @Nullable FixedAnswer respond,
        Rewrite rewrite,
        @Nullable CachePolicy cache,
        RouteGuard guard) {
    public static final int PRIORITY_MAX = 50_000;

    public Route {
        int actions =
                (forward == null ? 0 : 1) + (redirect == null ? 0 : 1) + (respond == null ? 0 : 1);
        Check.that(actions == 1, "route %s has %d actions instead of one", name, actions);
        Check.that(
                priority == null || (priority >= 1 && priority <= PRIORITY_MAX),
                "priority of route %s is not within 1 to %d",
                name,
                PRIORITY_MAX);
        Check.that(cache == null || forward != null, "route %s caches and forwards nothing", name);
        // What is stored is found by its URL alone: another user must not get it.
        Check.that(
                cache == null || (match.headers().isEmpty() && match.sources().isEmpty()),
                "route %s is chosen by header or source and cannot be cached",
                name);
        Check.that(
                cache == null || Collections.disjoint(match.query().keySet(), cache.ignoredQuery()),
                "route %s is chosen by a parameter that its cache ignores",
                name);
    }

    /// Forwards a host and path prefix to a group.
    public static Route to(
            String name,
            @Nullable String host,
            String pathPrefix,
            TargetGroupId group,
            @Nullable CachePolicy cache) {
        return of(name, RouteMatch.of(host, PathMatch.prefix(pathPrefix)), Forward.to(group))
                .with(cache);
    }

    public static Route of(String name, RouteMatch match, Forward forward) {
        return new Route(
                new RouteName(name),
                null,
                match,
                forward,
                null,
                null,
                Rewrite.NONE,
                null,
                RouteGuard.NONE);
    }

    public Route with(@Nullable CachePolicy newCache) {
        return new Route(
                name, priority, match, forward, redirect, respond, rewrite, newCache, guard);
    }

    public Route with(RouteGuard newGuard) {
        return new Route(
                name, priority, match, forward, redirect, respond, rewrite, cache, newGuard);
    }

    /// Whether what it answers is found by its URL alone, so that it may be cached.
    public boolean mayBeCached() {
        return forward != null && match.headers().isEmpty() && match.sources().isEmpty();
    }
}
