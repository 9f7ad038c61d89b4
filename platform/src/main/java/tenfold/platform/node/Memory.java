package tenfold.platform.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// This process's resident memory.
final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /// Resident bytes as the kernel counts them; the used heap where there is no /proc.
    static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
        } catch (IOException _) {
            // No /proc here, as on macOS.
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
