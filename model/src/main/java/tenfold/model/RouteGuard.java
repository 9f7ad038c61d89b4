package tenfold.model;

import org.jspecify.annotations.Nullable;

/// What one route holds against attackers; `rate` null limits nothing.
public record RouteGuard(Addresses addresses, @Nullable RateLimit rate) {
    public static final RouteGuard NONE = new RouteGuard(Addresses.ALL, null);

    public boolean guardsNothing() {
        return addresses.admitsEverybody() && rate == null;
    }
}
