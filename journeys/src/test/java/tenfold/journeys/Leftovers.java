package tenfold.journeys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tenfold.base.net.Ports;
import tenfold.testkit.Await;
import tenfold.testkit.Footprint;

/// What an `up` that has ended must not keep.
final class Leftovers {
    private Leftovers() {}

    /// Waits until nothing is left of what an `up` on this data folder held: its descendants,
    /// whoever else names its folders or stands in them, its ports.
    static void none(Path data, Footprint before) throws Exception {
        Set<Path> folders = new HashSet<>(Set.of(data));
        for (Path link : List.of(data.resolve("pg-1"), data.resolve("run"))) {
            if (Files.exists(link)) {
                folders.add(link.toRealPath()); // root's data may have to stand elsewhere
            }
        }
        Await.until(
                "no process of " + folders,
                Duration.ofSeconds(15),
                () ->
                        ProcessHandle.allProcesses()
                                .noneMatch(process ->
                                        before.descendants().contains(process.pid())
                                                || belongs(process, folders)));
        none(before.listeningPorts());
    }

    private static boolean belongs(ProcessHandle process, Set<Path> folders) {
        Path about = Path.of("/proc", Long.toString(process.pid()));
        try {
            String words =
                    Files.readString(about.resolve("cmdline"), ISO_8859_1)
                            + Files.readString(about.resolve("environ"), ISO_8859_1);
            Path place = Files.readSymbolicLink(about.resolve("cwd"));
            return folders.stream()
                    .anyMatch(each -> words.contains(each.toString()) || place.startsWith(each));
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
