package tenfold.journeys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import tenfold.base.net.Ports;
import tenfold.testkit.Await;

/// What an `up` that has ended must not keep.
final class Leftovers {
    private Leftovers() {}

    /// Waits until no process names this data folder in its command line or stands in it.
    static void noProcess(Path data) throws Exception {
        Await.until(
                "no process of " + data,
                Duration.ofSeconds(15),
                () -> ProcessHandle.allProcesses().noneMatch(process -> belongs(process, data)));
    }

    private static boolean belongs(ProcessHandle process, Path data) {
        Path folder = Path.of("/proc", Long.toString(process.pid()));
        try {
            return Files.readString(folder.resolve("cmdline"), ISO_8859_1).contains(data.toString())
                    || Files.readSymbolicLink(folder.resolve("cwd")).startsWith(data);
        } catch (IOException _) {
            return false; // it has ended
        }
    }

    /// Waits until all these ports can be bound again.
    static void none(Set<Integer> ports) throws Exception {
        Await.until(
                "ports are free: " + ports,
                Duration.ofSeconds(10),
                () -> ports.stream().allMatch(Ports::isFree));
    }
}
