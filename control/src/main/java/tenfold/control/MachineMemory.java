package tenfold.control;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// How much memory this machine, or the container around us, has.
final class MachineMemory {
    private static final Pattern TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");
    private static final long ELSE_MIB = 4096;

    private MachineMemory() {}

    /// Read from the kernel where it says so: the JDK's bean costs a slow start.
    static long mebibytes() {
        try {
            long machine = ELSE_MIB;
            var total = TOTAL.matcher(Files.readString(Path.of("/proc/meminfo")));
            if (total.find()) {
                machine = Long.parseLong(total.group(1)) / 1024;
            }
            Path limit = Path.of("/sys/fs/cgroup/memory.max");
            String text = Files.isReadable(limit) ? Files.readString(limit).strip() : "max";
            return text.equals("max")
                    ? machine
                    : Math.min(machine, Long.parseLong(text) / (1024 * 1024));
        } catch (IOException | NumberFormatException _) {
            return fromTheJdk();
        }
    }

    private static long fromTheJdk() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize() / (1024 * 1024)
                : ELSE_MIB;
    }
}
