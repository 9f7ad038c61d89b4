package tenfold.model;

import java.util.List;
import java.util.stream.Collectors;
import tenfold.base.Check;

/// Which instances are to run, and which commands are to be run once.
public record FleetImage(List<InstanceSpec> instances, List<JobSpec> jobs) {
    public FleetImage {
        instances = List.copyOf(instances);
        jobs = jobs == null ? List.of() : List.copyOf(jobs); // absent in images of older versions
        var ids = instances.stream().map(InstanceSpec::id).collect(Collectors.toSet());
        Check.that(ids.size() == instances.size(), "the fleet names an instance twice");
        var jobIds = jobs.stream().map(JobSpec::id).collect(Collectors.toSet());
        Check.that(jobIds.size() == jobs.size(), "the fleet names a job twice");
    }

    /// Without jobs.
    public FleetImage(List<InstanceSpec> instances) {
        this(instances, List.of());
    }
}
