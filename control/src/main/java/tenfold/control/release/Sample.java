package tenfold.control.release;

import tenfold.model.LatencySummary;

/// What one version did in a while: its requests, how many of them failed (no answer, or a status
/// of 500 and above), and the sum over all intervals of their p95, weighted by their requests.
record Sample(long requests, long failures, long timed, double weightedP95Micros) {
    static final Sample NONE = new Sample(0, 0, 0, 0);

    Sample plus(long moreRequests, long moreFailures, LatencySummary latency) {
        return new Sample(
                requests + moreRequests,
                failures + moreFailures,
                timed + latency.count(),
                weightedP95Micros + (double) latency.count() * latency.p95Micros());
    }

    double failureShare() {
        return requests == 0 ? 0 : (double) failures / requests;
    }

    /// The mean of the intervals' p95, each weighted by its requests; microseconds.
    double p95Micros() {
        return timed == 0 ? 0 : weightedP95Micros / timed;
    }
}
