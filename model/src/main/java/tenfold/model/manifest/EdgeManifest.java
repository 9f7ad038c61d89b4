package tenfold.model.manifest;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.CacheTier;
import tenfold.model.RouteName;
import tenfold.model.Shield;

/// The ports that users reach; null lets the platform choose a free one once and for life. `cache`
/// and `shield` hold for all routes; the routes `neverCached` are not even by growth; `listeners`
/// are more of them.
public record EdgeManifest(
        @Nullable Integer port,
        @Nullable Integer tlsPort,
        CacheTier cache,
        Shield shield,
        Set<RouteName> neverCached,
        List<ListenerManifest> listeners) {
    public EdgeManifest {
        neverCached = Set.copyOf(neverCached);
        listeners = List.copyOf(listeners);
    }

    public static final EdgeManifest DEFAULT =
            new EdgeManifest(null, null, CacheTier.DEFAULT, Shield.DEFAULT, Set.of(), List.of());
}
