package tenfold.control.plan;

import java.util.ArrayList;
import java.util.Map;
import tenfold.base.net.Address;
import tenfold.control.release.WebTier;
import tenfold.model.InstanceSpec;
import tenfold.model.WatchImage;

/// What the watch is to do for a topology. Pure.
public final class Watching {
    private Watching() {}

    /// Asks every instance of a live version that shows metrics; the alarms are those of the
    /// serving version.
    public static WatchImage of(Topology topology) {
        var scrapes = new ArrayList<WatchImage.Scrape>();
        for (WebTier.Live version : topology.decisions().web().live(topology.first())) {
            Map<String, String> paths = version.release().manifest().watch().metrics();
            for (InstanceSpec spec : topology.instances(version.release())) {
                String path = paths.get(spec.service().value());
                if (path != null) {
                    Address address = Address.loopback(spec.port());
                    scrapes.add(new WatchImage.Scrape(spec.service(), spec.id(), address, path));
                }
            }
        }
        return new WatchImage(
                topology.manifest().name(),
                scrapes,
                topology.otlpAddress(),
                topology.serving().manifest().watch().alarms());
    }
}
