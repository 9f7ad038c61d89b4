package tenfold.model;

import java.util.List;

/// What runs.
public record FleetReport(long imageVersion, List<InstanceReport> instances) {
    public FleetReport {
        instances = List.copyOf(instances);
    }
}
