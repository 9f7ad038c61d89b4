package tenfold.platform.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.HostReport;
import tenfold.testkit.Await;

class HostTest {
    @TempDir private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAChildsChildBurnsCountsForTheChild() throws Exception {
        Process child = new ProcessBuilder("sh", "-c", "(while :; do :; done) & wait").start();
        try {
            var host = new Host(folder);
            Map<String, Long> parts = Map.of("web-1", child.pid(), "gone", 0L);
            HostReport before = host.look(ProcessHandle.current().pid(), parts);

            Await.until(
                    "200 ms of processor time",
                    Duration.ofSeconds(30),
                    () -> used(host, parts) - used(before) >= 200_000);

            HostReport after = host.look(ProcessHandle.current().pid(), parts);
            assertThat(after.busyMicros() - before.busyMicros()).isGreaterThanOrEqualTo(190_000);
            assertThat(after.cpuMicros()).containsOnlyKeys("node", "web-1");
            assertThat(after.memoryAvailableBytes()).isPositive().isLessThan(after.memoryBytes());
            assertThat(after.diskFreeBytes()).isPositive().isLessThan(after.diskBytes());
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
        }
    }

    @Test
    void idleAndWaitingProcessorsAreNotBusy() {
        var stat = List.of("cpu  10 20 30 4000 500 6 7 8 0 0", "cpu0 1 2 3 4 5 6 7 8 0 0");

        assertThat(Host.busyMicros(stat)).isEqualTo((10 + 20 + 30 + 6 + 7) * 10_000L);
    }

    @Test
    void whatTheSystemDoesNotTellIsZero() {
        assertThat(Host.busyMicros(List.of())).isZero();
        assertThat(Host.kibibytes(List.of("MemTotal: 16 kB"), "MemAvailable:")).isZero();
        assertThat(Host.kibibytes(List.of("MemTotal:       16 kB"), "MemTotal:")).isEqualTo(16384);
    }

    private static long used(Host host, Map<String, Long> parts) {
        return used(host.look(ProcessHandle.current().pid(), parts));
    }

    private static long used(HostReport report) {
        return report.cpuMicros().getOrDefault("web-1", 0L);
    }
}
