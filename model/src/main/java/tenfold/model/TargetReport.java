package tenfold.model;

/// How the edge sees one target; `reason` says why it is not healthy.
public record TargetReport(
        TargetGroupId group,
        InstanceId instance,
        boolean healthy,
        String reason,
        int inFlight,
        long requests,
        long failures,
        LatencySummary latency) {}
