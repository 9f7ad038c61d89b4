package tenfold.edge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.edge.EdgeConfig.AccessLogFile;
import tenfold.edge.http.Ascii;

@Timeout(30)
class AccessLogTest {
    @TempDir Path folder;

    @Test
    void escapesWhatCouldForgeALine() throws Exception {
        Path file = folder.resolve("access.log");
        try (var log = new AccessLog(new AccessLogFile(file, 1 << 20, 2))) {
            var pen = log.pen();
            write(pen, "a\"b\\c\nd\u00e9\u0000");
            pen.flush();
        }
        assertThat(Files.readString(file))
                .isEqualTo("\"a\\u0022b\\u005cc\\u000ad\\u00e9\\u0000\"\n");
    }

    @Test
    void cutsLongTextAndLosesNoLine() throws Exception {
        Path file = folder.resolve("access.log");
        try (var log = new AccessLog(new AccessLogFile(file, 1 << 20, 2))) {
            var pen = log.pen();
            for (int i = 0; i < 50; i++) {
                write(pen, "\u0001".repeat(9999));
            }
            pen.flush();
            assertThat(log.dropped()).isZero();
        }
        assertThat(Files.readAllLines(file)).hasSize(50).allMatch(line -> line.length() == 6146);
    }

    @Test
    void rotatesBySizeAndKeepsTheNewest() throws Exception {
        Path file = folder.resolve("sub/access.log");
        try (var log = new AccessLog(new AccessLogFile(file, 200_000, 3))) {
            var pen = log.pen();
            for (int i = 0; i < 1000; i++) {
                write(pen, i + " " + "x".repeat(1000));
                pen.flush();
                tenfold.testkit.Await.until("room", java.time.Duration.ofSeconds(9), log::isIdle);
            }
            assertThat(log.dropped()).isZero();
        }
        try (var files = Files.list(folder.resolve("sub"))) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("access.log", "access.log.1", "access.log.2");
        }
        List<String> newest = Files.readAllLines(file);
        assertThat(newest.getLast()).startsWith("\"999 ");
        assertThat(Files.size(file)).isLessThanOrEqualTo(200_000);
    }

    @Test
    void aFullDiskCostsLinesAndNothingElse() throws Exception {
        try (var log = new AccessLog(new AccessLogFile(Path.of("/dev/full"), 1 << 20, 2))) {
            var pen = log.pen();
            for (int i = 0; i < 3; i++) {
                write(pen, "lost");
                pen.flush();
            }
            tenfold.testkit.Await.until(
                    "counted", java.time.Duration.ofSeconds(9), () -> log.dropped() == 3);
        }
    }

    @Test
    void aWriterThatIsTooSlowCostsLinesAndNothingElse() {
        var log = new AccessLog(new AccessLogFile(folder.resolve("access.log"), 1 << 20, 2));
        log.close();
        var pen = log.pen();
        for (int i = 0; i < 100_000; i++) {
            write(pen, "x".repeat(100));
        }
        assertThat(log.dropped()).isPositive();
    }

    private static void write(AccessLog.Pen pen, String text) {
        LogPage page = pen.begin();
        if (page != null) {
            byte[] bytes = Ascii.bytes(text);
            page.text(bytes, 0, bytes.length).endLine();
        }
    }
}
