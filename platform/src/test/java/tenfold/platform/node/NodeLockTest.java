package tenfold.platform.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLockTest {
    @TempDir Path folder;

    @Test
    void saysWhoHoldsIt() throws IOException {
        Path file = folder.resolve("lock");

        try (var _ = NodeLock.take(file).orElseThrow()) {
            assertThat(NodeLock.holder(file)).isEqualTo("pid " + ProcessHandle.current().pid());
        }
    }

    @Test
    void canBeTakenAgainOnceGivenBack() throws IOException {
        Path file = folder.resolve("lock");
        NodeLock.take(file).orElseThrow().close();

        try (var again = NodeLock.take(file).orElseThrow()) {
            assertThat(again).isNotNull();
        }
    }
}
