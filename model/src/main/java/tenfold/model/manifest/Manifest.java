package tenfold.model.manifest;

import java.util.List;
import tenfold.base.Check;
import tenfold.model.Route;

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
        WatchManifest watch) {
    public Manifest {
        services = List.copyOf(services);
        routes = List.copyOf(routes);
        Check.that(!services.isEmpty(), "a manifest needs a service");
        Check.that(!routes.isEmpty(), "a manifest needs a route");
    }

    /// The same with other services.
    public Manifest withServices(List<ServiceManifest> others) {
        return new Manifest(name, others, routes, edge, database, goals, release, watch);
    }
}
