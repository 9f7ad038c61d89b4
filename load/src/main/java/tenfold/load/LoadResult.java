package tenfold.load;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/// What a run found. Every request that was due in the measured time is in exactly one of
/// `answered`, `failures` (other than 4xx and 5xx, which are answers) and `unfinished`.
///
/// @param measured how long requests were due: the planned duration, or less when it was stopped
/// @param offered requests that were due
/// @param answered complete answers, whatever their status
/// @param unfinished given up because the run was stopped
/// @param offeredPerSecond `offered` over the measured time
/// @param answeredPerSecond complete answers that came within the measured time, over it
/// @param latencies from the moment a request was *due* to the last byte of its answer. A request
///   that timed out counts with the time it had waited, because its user waited at least so long;
///   other failures count nowhere in it.
/// @param lateness how late the generator itself noticed that a request was due. It is part of
///   `latencies`: when it is large, the machine of the generator was too busy.
/// @param complete false when the run was interrupted
public record LoadResult(
        Duration measured,
        long offered,
        long answered,
        long unfinished,
        double offeredPerSecond,
        double answeredPerSecond,
        SortedMap<Integer, Long> statuses,
        List<Failure> failures,
        Latencies latencies,
        Latencies lateness,
        long bytesReceived,
        int connectionsPeak,
        boolean complete) {

    /// All requests that failed their user.
    public long failed() {
        return failures.stream().mapToLong(Failure::count).sum();
    }

    public long failed(FailureKind kind) {
        return failures.stream()
                .filter(failure -> failure.kind() == kind)
                .mapToLong(Failure::count)
                .sum();
    }
}
