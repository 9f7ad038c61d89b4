package tenfold.model;

import java.util.Map;
import tenfold.base.Check;

/// What the machine has, and what is used of it. Processor times are totals in microseconds of all
/// processors together; they may step back when a process ends.
///
/// @param busyMicros processor time that was not idle, whoever used it, since the machine started
/// @param memoryAvailableBytes what programs can still take without swapping
/// @param diskBytes of the file system that holds the data folder
/// @param cpuMicros processor time by part of the platform: `node` (edge and SQL gateway in one
///   process), `control`, each instance and each PostgreSQL server by its name
public record HostReport(
        int processors,
        long busyMicros,
        long memoryBytes,
        long memoryAvailableBytes,
        long diskBytes,
        long diskFreeBytes,
        Map<String, Long> cpuMicros) {
    /// Before the first look.
    public static final HostReport UNKNOWN = new HostReport(1, 0, 0, 0, 0, 0, Map.of());

    public HostReport {
        Check.that(processors >= 1, "processors %d is below 1", processors);
        cpuMicros = Map.copyOf(cpuMicros);
    }
}
