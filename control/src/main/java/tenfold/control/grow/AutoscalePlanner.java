package tenfold.control.grow;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tenfold.control.move.Bounds;
import tenfold.control.move.Leg;
import tenfold.control.move.Step;
import tenfold.model.ServiceName;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ServiceManifest;

/// Plans to let a service follow its load between a minimum and a maximum.
record AutoscalePlanner(Situation now) {
    private static final int MAX = 20;

    StepPlan plan(Arguments arguments) throws GrowthRefused {
        arguments.allow(Set.of("service", "min", "max"));
        String name = arguments.find("service").orElse("web");
        Optional<ServiceManifest> found =
                now.topology().serving().manifest().services().stream()
                        .filter(one -> one.name().value().equals(name))
                        .findFirst();
        if (found.isEmpty()) {
            throw GrowthRefused.argument("there is no service '" + name + "'");
        }
        ServiceManifest service = found.get();
        int most = ScaleManifest.INSTANCES_MAX;
        int min = arguments.number("min", 1, most, Math.min(2, most));
        int max = arguments.number("max", 1, most, Math.max(min, MAX));
        if (max < min) {
            throw GrowthRefused.argument("max %d is below min %d".formatted(max, min));
        }
        return new StepPlan(
                Step.AUTOSCALE,
                "autoscale --service %s --min %d --max %d".formatted(name, min, max),
                List.of(new Leg.Scale(service.name(), new Bounds(min, max))),
                List.of(port(service), other(service.name(), new Bounds(min, max))),
                "%s has as many instances as its load needs, %d to %d; no address changes."
                        .formatted(name, min, max),
                "Up to %d times the memory of an instance, when the load is there.".formatted(max),
                Planner.UNDO,
                now.tier().lastServer(),
                0,
                null);
    }

    private static Guard port(ServiceManifest service) {
        boolean free = service.port() == null;
        return Guard.of(
                "ports",
                free,
                free
                        ? "each instance gets a port of its own"
                        : "the program listens on port %d only".formatted(service.port()));
    }

    private Guard other(ServiceName service, Bounds bounds) {
        boolean same = now.tier().scaled(service).filter(bounds::equals).isPresent();
        return Guard.of(
                "something to do",
                !same,
                same ? service + " is scaled so already" : service + " is not scaled so yet");
    }
}
