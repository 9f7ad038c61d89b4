package tenfold.platform.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tenfold.base.process.ProcessTable;
import tenfold.model.HostReport;

/// The machine: its processors, memory and disk, and what each part of the platform takes of them.
/// Zeros stand for what the system does not tell (there is no `/proc` on macOS).
final class Host {
    private static final Path STAT = Path.of("/proc/stat");
    private static final Path MEMORY = Path.of("/proc/meminfo");

    /// `user nice system idle iowait irq softirq steal`, in ticks; proc(5).
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7);

    private static final long TICK_MICROS = 10_000;

    private final Path dataFolder;

    Host(Path dataFolder) {
        this.dataFolder = dataFolder;
    }

    /// @param node this process, of which only its own time counts: everything else is below it
    /// @param parts the first process of each part of the platform; 0 for one that does not run
    HostReport look(long node, Map<String, Long> parts) {
        ProcessTable processes = ProcessTable.read();
        Map<String, Long> cpu = new HashMap<>();
        parts.forEach((name, pid) -> {
            if (pid > 0) {
                cpu.put(name, processes.cpuMicrosOf(pid));
            }
        });
        processes.entries().stream()
                .filter(one -> one.pid() == node)
                .forEach(one -> cpu.put("node", one.ownCpuMicros()));
        List<String> memory = lines(MEMORY);
        long disk = 0;
        long free = 0;
        try {
            FileStore store = Files.getFileStore(dataFolder);
            disk = store.getTotalSpace();
            free = store.getUsableSpace();
        } catch (IOException _) {
            // Zeros say that it is not known.
        }
        return new HostReport(
                Runtime.getRuntime().availableProcessors(),
                busyMicros(lines(STAT)),
                kibibytes(memory, "MemTotal:"),
                kibibytes(memory, "MemAvailable:"),
                disk,
                free,
                cpu);
    }

    static long busyMicros(List<String> stat) {
        for (String line : stat) {
            if (line.startsWith("cpu ")) {
                String[] ticks = line.split(" +");
                return BUSY.stream().mapToLong(i -> Long.parseLong(ticks[i])).sum() * TICK_MICROS;
            }
        }
        return 0;
    }

    static long kibibytes(List<String> lines, String key) {
        OptionalLong found =
                lines.stream()
                        .filter(line -> line.startsWith(key))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst();
        return found.orElse(0) * 1024;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException _) {
            return List.of();
        }
    }
}
