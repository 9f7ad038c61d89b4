package tenfold.model.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ports that users reach; null lets the platform choose a free one once and for life.
/// `listeners` are more of them.
public record EdgeManifest(
        @Nullable Integer port, @Nullable Integer tlsPort, List<ListenerManifest> listeners) {
    public static final EdgeManifest DEFAULT = new EdgeManifest(null, null, List.of());

    public EdgeManifest {
        listeners = List.copyOf(listeners);
    }
}
