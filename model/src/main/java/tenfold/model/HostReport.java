package tenfold.model;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How the machine is: processor seconds since its start by mode (`user`, `system`, `idle` ...),
/// its load over one minute, its memory, and the disk that has the data folder.
public record HostReport(
        int cpus,
        Map<String, Double> cpuSeconds,
        double loadOneMinute,
        long memoryBytes,
        long memoryAvailableBytes,
        Disk disk) {
    /// Sizes of the file system; what all disks of the machine read and wrote, and how long they
    /// were busy, since its start.
    public record Disk(
            long bytes,
            long availableBytes,
            long readBytes,
            long writtenBytes,
            double busySeconds) {}

    public HostReport {
        cpuSeconds = Collections.unmodifiableMap(new TreeMap<>(cpuSeconds));
    }
}
