package tenfold.model.manifest;

import org.jspecify.annotations.Nullable;
import tenfold.model.CacheTier;
import tenfold.model.Shield;

/// The ports that users reach; null lets the platform choose a free one once and for life. `cache`
/// and `shield` hold for all routes.
public record EdgeManifest(
        @Nullable Integer port, @Nullable Integer tlsPort, CacheTier cache, Shield shield) {
    public static final EdgeManifest DEFAULT =
            new EdgeManifest(null, null, CacheTier.DEFAULT, Shield.DEFAULT);
}
