package tenfold.model;

import org.jspecify.annotations.Nullable;

/// How the edge sees one target; `reason` says why it is not healthy. Counts are totals since the
/// edge knows the target; `failures` are requests without an answer or with one of 500 and above,
/// `ejections` how often it was left out for them.
public record TargetReport(
        TargetGroupId group,
        InstanceId instance,
        @Nullable Zone zone,
        boolean healthy,
        String reason,
        int inFlight,
        int connections,
        long requests,
        long answers2xx,
        long answers3xx,
        long answers4xx,
        long answers5xx,
        long failures,
        long ejections,
        LatencySummary latency) {
    /// A target that has not been asked for anything.
    public static TargetReport unused(
            TargetGroupId group, InstanceId instance, boolean healthy, String reason) {
        return new TargetReport(
                group,
                instance,
                null,
                healthy,
                reason,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                LatencySummary.NONE);
    }
}
