package tenfold.model.manifest;

import java.util.List;
import tenfold.base.Check;
import tenfold.model.Route;
import tenfold.model.Zone;

/// One application: its services, and what the platform is to put around them.
///
/// Routes are in the order of the file, and the groups that they name are services; without any in
/// the file there is one that sends everything to the main service.
public record Manifest(
        String name,
        List<ServiceManifest> services,
        List<Route> routes,
        EdgeManifest edge,
        DatabaseManifest database,
        Goals goals,
        ReleaseManifest release,
        List<Zone> zones,
        WatchManifest watch) {
    public static final int ZONES_MAX = 8;

    public Manifest {
        zones = List.copyOf(zones);
        Check.that(!zones.isEmpty(), "a manifest needs a zone");
        services = List.copyOf(services);
        routes = List.copyOf(routes);
        Check.that(!services.isEmpty(), "a manifest needs a service");
        Check.that(!routes.isEmpty(), "a manifest needs a route");
    }

    /// How many instances a service has: in each zone at least one.
    public int instances(ServiceManifest service) {
        return service.port() == null ? Math.max(service.scale(), zones.size()) : service.scale();
    }

    /// The zone of a service's instance of this number, from 1.
    public Zone zone(int number) {
        return zones.get((number - 1) % zones.size());
    }

    /// The same with other services.
    public Manifest withServices(List<ServiceManifest> others) {
        return new Manifest(name, others, routes, edge, database, goals, release, zones, watch);
    }
}
