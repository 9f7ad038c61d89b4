package tenfold.model;

import java.util.List;

/// What runs.
public record FleetReport(long imageVersion, List<InstanceReport> instances, List<JobReport> jobs) {
    public FleetReport {
        instances = List.copyOf(instances);
        jobs = jobs == null ? List.of() : List.copyOf(jobs);
    }

    public FleetReport(long imageVersion, List<InstanceReport> instances) {
        this(imageVersion, instances, List.of());
    }
}
