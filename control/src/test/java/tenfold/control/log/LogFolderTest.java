package tenfold.control.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFolderTest {
    @TempDir Path folder;

    @Test
    void mixesSourcesByTime() throws IOException {
        append("web-1", "2026-01-01T00:00:01Z a\n2026-01-01T00:00:03Z c\n");
        append("access", "{\"time\":\"2026-01-01T00:00:02Z\",\"path\":\"/b\"}\n");

        assertThat(new LogFolder(folder).tailOfAll(10))
                .extracting(LogLine::source)
                .containsExactly("web-1", "access", "web-1");
    }

    @Test
    void readsOnlyTheEndOfAHugeFile() throws IOException {
        append("web-1", ("x".repeat(1023) + "\n").repeat(8 * 1024));
        append("web-1", "last\n");

        var lines = new LogFolder(folder).tail("web-1", 5000);
        assertThat(lines).hasSizeBetween(4000, 4096);
        assertThat(lines.getLast().line()).isEqualTo("last");
    }

    @Test
    void followsNewLinesOverARotation() throws IOException {
        append("web-1", "old\n");
        var follower = new LogFolder(folder).follow();
        append("web-1", "new\nhalf");
        assertThat(words(follower.poll())).containsExactly("new");
        append("web-1", " done\n");
        assertThat(words(follower.poll())).containsExactly("half done");

        Files.move(folder.resolve("web-1.log"), folder.resolve("web-1.log.1"));
        append("web-1", "rotated\n");
        append("web-2", "another source\n");
        assertThat(words(follower.poll())).containsExactly("rotated", "another source");
        assertThat(follower.poll()).isEmpty();
    }

    @Test
    void givesOnlyTheNewestOfAFlood() throws IOException {
        append("web-1", "old\n");
        var follower = new LogFolder(folder).follow();
        append("web-1", "line\n".repeat(100_000));

        assertThat(follower.poll()).hasSize(200);
        assertThat(follower.poll()).isEmpty();
    }

    @Test
    void cutsEndlessLines() throws IOException {
        append("web-1", "x".repeat(100_000) + "\n");

        assertThat(new LogFolder(folder).tail("web-1", 1).getFirst().line()).hasSize(4099);
    }

    @Test
    void hasNothingToSayAboutAnEmptyFolder() throws IOException {
        assertThat(new LogFolder(folder.resolve("absent")).tailOfAll(10)).isEmpty();
        assertThat(new LogFolder(folder).tail("web-1", 10)).isEmpty();
    }

    private void append(String source, String text) throws IOException {
        Files.writeString(
                folder.resolve(source + ".log"),
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static List<String> words(List<LogLine> lines) {
        return lines.stream().map(LogLine::line).toList();
    }
}
