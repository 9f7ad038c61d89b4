package tenfold.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.model.manifest.AlarmManifest;

/// What the watch is to do: whom it asks for metrics, where it takes in what applications send, and
/// which alarms there are.
///
/// @param otlp where OTLP over HTTP is taken in; null when it is not
public record WatchImage(
        String application,
        List<Scrape> scrapes,
        @Nullable Address otlp,
        List<AlarmManifest> alarms) {
    /// An instance that shows its metrics.
    public record Scrape(ServiceName service, InstanceId instance, Address address, String path) {}

    public WatchImage {
        scrapes = List.copyOf(scrapes);
        alarms = List.copyOf(alarms);
    }
}
