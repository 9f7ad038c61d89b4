package tenfold.load;

import java.time.Duration;

/// How a run stands, told once a second. Totals cover the measured time so far; rates and latencies
/// the last second.
///
/// @param elapsed since the first request of the warm-up
/// @param inFlight requests that were sent and have no complete answer yet
/// @param waiting requests that are due and wait for a connection
public record LoadProgress(
        Duration elapsed,
        Duration total,
        boolean warmingUp,
        long offered,
        long answered,
        long failed,
        double answersPerSecond,
        Latencies latencies,
        int inFlight,
        int waiting,
        int connections) {}
