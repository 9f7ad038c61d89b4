package tenfold.control.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogSearchTest {
    private static final List<String> SOURCES = List.of("access", "web-1", "web-2", "webhook-1");

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        write(
                "web-1.log.1",
                "2026-01-01T10:00:00Z INFO started",
                "2026-01-01T10:00:01Z ERROR Boom one");
        write(
                "web-1.log",
                "2026-01-01T11:00:00Z {\"level\":\"warn\",\"message\":\"slow\"}",
                "2026-01-01T11:00:01Z ERROR boom two",
                "2026-01-01T11:00:01Z \tat Somewhere.java:7",
                "2026-01-01T11:00:02Z all is well");
        write("web-2.log", "2026-01-01T11:00:01.500Z FATAL boom three");
        write("webhook-1.log", "2026-01-01T11:00:03Z ERROR boom of another");
        write(
                "access.log",
                "{\"time\":\"2026-01-01T11:00:00.100Z\",\"status\":502}",
                "{\"time\":\"2026-01-01T11:00:00.200Z\",\"status\":404}");
    }

    private void write(String name, String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
        String hour = name.endsWith(".1") ? "10" : "11";
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.parse("2026-01-01T" + hour + ":30:00Z")));
    }

    @Test
    void findsTextInRotatedFilesByTime() throws IOException {
        assertThat(lines(query("web", "BOOM", null, null)))
                .containsExactly("ERROR Boom one", "ERROR boom two", "FATAL boom three");
        assertThat(lines(query("web-1", "boom", null, null))).hasSize(2);
        assertThat(lines(query("", "boom", null, null))).hasSize(4);
    }

    @Test
    void aStackTraceHasTheLevelOfItsError() throws IOException {
        assertThat(lines(query("web-1", "", LogLevel.ERROR, "2026-01-01T11:00:00Z")))
                .containsExactly("ERROR boom two", "\tat Somewhere.java:7");
        assertThat(lines(query("web-1", "", LogLevel.WARN, "2026-01-01T11:00:00Z"))).hasSize(3);
    }

    @Test
    void anAnswerOfTheServersFaultIsAnError() throws IOException {
        assertThat(lines(query("access", "", LogLevel.ERROR, null)))
                .singleElement()
                .asString()
                .contains("502");
    }

    @Test
    void onlyTheNewestLinesAreKept() throws IOException {
        var query = new LogQuery("web", "boom", null, null, null, 2);

        assertThat(LogSearch.run(folder, SOURCES, query, 1 << 20).lines())
                .extracting(LogLine::line)
                .containsExactly("ERROR boom two", "FATAL boom three");
    }

    @Test
    void aSearchThatReachesItsBoundSaysSo() throws IOException {
        var query = new LogQuery("", "nothing", null, null, null, 10);

        assertThat(LogSearch.run(folder, SOURCES, query, 1 << 20).complete()).isTrue();
        var bounded = LogSearch.run(folder, SOURCES, query, 100);
        assertThat(bounded.complete()).isFalse();
        assertThat(bounded.bytes()).isLessThan(400);
    }

    private List<String> lines(LogQuery query) throws IOException {
        return LogSearch.run(folder, SOURCES, query, 1 << 20).lines().stream()
                .map(LogLine::line)
                .toList();
    }

    private static LogQuery query(
            String service, String text, @Nullable LogLevel level, @Nullable String since) {
        return new LogQuery(
                service, text, level, since == null ? null : Instant.parse(since), null, 100);
    }
}
