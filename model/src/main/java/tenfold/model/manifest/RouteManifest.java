package tenfold.model.manifest;

import org.jspecify.annotations.Nullable;
import tenfold.model.RouteGuard;
import tenfold.model.ServiceName;

/// Which requests go to which service, whether they are cached, and who may come; a null host means
/// any.
public record RouteManifest(
        @Nullable String host,
        String path,
        ServiceName service,
        RouteCaching caching,
        RouteGuard guard) {
    /// Nothing is said but where requests go.
    public RouteManifest(@Nullable String host, String path, ServiceName service) {
        this(host, path, service, RouteCaching.UNSAID, RouteGuard.NONE);
    }

    /// As reports call it: `/api`, `shop.example/`.
    public String name() {
        return (host == null ? "" : host) + path;
    }
}
