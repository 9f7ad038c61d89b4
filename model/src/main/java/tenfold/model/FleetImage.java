package tenfold.model;

import java.util.List;
import java.util.stream.Collectors;
import tenfold.base.Check;

/// Which instances are to run.
public record FleetImage(List<InstanceSpec> instances) {
    public FleetImage {
        instances = List.copyOf(instances);
        var ids = instances.stream().map(InstanceSpec::id).collect(Collectors.toSet());
        Check.that(ids.size() == instances.size(), "the fleet names an instance twice");
    }
}
