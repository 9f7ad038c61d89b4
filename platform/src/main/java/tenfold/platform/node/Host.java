package tenfold.platform.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.model.HostReport;

/// Looks at this machine through `/proc` (man 5 proc); says nothing where there is none.
final class Host {
    private static final List<String> MODES =
            List.of("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal");
    private static final double TICKS_A_SECOND = 100;
    private static final int SECTOR_BYTES = 512;

    private final Path proc;
    private final Path folder;

    /// `folder` is on the disk that is reported.
    Host(Path proc, Path folder) {
        this.proc = proc;
        this.folder = folder;
    }

    @Nullable HostReport report() {
        try {
            Map<String, Long> memory = memory();
            return new HostReport(
                    Runtime.getRuntime().availableProcessors(),
                    cpuSeconds(),
                    Double.parseDouble(Files.readString(proc.resolve("loadavg")).split(" ")[0]),
                    memory.getOrDefault("MemTotal", 0L),
                    memory.getOrDefault("MemAvailable", 0L),
                    disk());
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException _) {
            return null;
        }
    }

    private Map<String, Double> cpuSeconds() throws IOException {
        String[] words = Files.readAllLines(proc.resolve("stat")).getFirst().split("\\s+");
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (int i = 0; i < MODES.size() && i + 1 < words.length; i++) {
            seconds.put(MODES.get(i), Long.parseLong(words[i + 1]) / TICKS_A_SECOND);
        }
        return seconds;
    }

    private Map<String, Long> memory() throws IOException {
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (String line : Files.readAllLines(proc.resolve("meminfo"))) {
            String[] words = line.split(":?\\s+");
            if (words.length >= 2) {
                bytes.put(words[0], Long.parseLong(words[1]) * 1024);
            }
        }
        return bytes;
    }

    /// Sums whole disks: partitions and mappings would count the same bytes twice.
    private HostReport.Disk disk() throws IOException {
        var store = Files.getFileStore(folder);
        long read = 0;
        long written = 0;
        long busyMillis = 0;
        for (String line : Files.readAllLines(proc.resolve("diskstats"))) {
            String[] words = line.strip().split("\\s+");
            if (words.length > 12
                    && words[2].matches("(?:[svx]v?d[a-z]+|nvme\\d+n\\d+|mmcblk\\d+)")) {
                read += Long.parseLong(words[5]) * SECTOR_BYTES;
                written += Long.parseLong(words[9]) * SECTOR_BYTES;
                busyMillis += Long.parseLong(words[12]);
            }
        }
        return new HostReport.Disk(
                store.getTotalSpace(), store.getUsableSpace(), read, written, busyMillis / 1000.0);
    }
}
