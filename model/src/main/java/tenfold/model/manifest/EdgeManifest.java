package tenfold.model.manifest;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.CacheTier;
import tenfold.model.RouteName;
import tenfold.model.Shield;

/// The ports that users reach; null lets the platform choose a free one once and for life. `cache`
/// and `shield` hold for all routes; the routes `neverCached` are not even by growth.
public record EdgeManifest(
        @Nullable Integer port,
        @Nullable Integer tlsPort,
        CacheTier cache,
        Shield shield,
        Set<RouteName> neverCached) {
    public EdgeManifest {
        neverCached = Set.copyOf(neverCached);
    }

    public static final EdgeManifest DEFAULT =
            new EdgeManifest(null, null, CacheTier.DEFAULT, Shield.DEFAULT, Set.of());
}
