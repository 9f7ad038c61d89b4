package tenfold.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test fails
class OutputLogTest {
    @TempDir Path folder;

    @Test
    void keepsABoundedNumberOfBoundedParts() throws Exception {
        Path file = folder.resolve("web-1.log");
        for (int life = 0; life < 20; life++) {
            var log = new OutputLog(file, new OutputLog.Limits(2_000, 2, 1_000), Clock.systemUTC());
            for (int line = 0; line < 20; line++) {
                log.add("life " + life + " line " + line);
            }
            log.finish();
            assertThat(log.dropped()).isZero();
        }

        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("web-1.log", "web-1.log.1", "web-1.log.2");
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(2_000);
        assertThat(Files.size(folder.resolve("web-1.log.1"))).isLessThanOrEqualTo(2_000);
        assertThat(Files.readString(file)).endsWith("life 19 line 19\n");
    }

    @Test
    void notesTheGapOnceTheDiskWorksAgain() throws Exception {
        Path parent = folder.resolve("missing");
        Path file = parent.resolve("web-1.log");
        var log = new OutputLog(file, OutputLog.Limits.DEFAULT, Clock.systemUTC());
        log.add("lost");
        while (log.dropped() == 0) {
            Thread.onSpinWait();
        }
        Files.createDirectory(parent);

        log.add("kept");
        log.finish();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines.getFirst()).contains("1 lines were dropped");
        assertThat(lines.getLast()).endsWith(" kept");
    }

    @Test
    void aLogFileIsReadableByItsOwnerOnly() throws Exception {
        Path file = folder.resolve("web-1.log");
        var log = new OutputLog(file, OutputLog.Limits.DEFAULT, Clock.systemUTC());
        log.add("x");
        log.finish();

        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void everyCutOfAStreamGivesTheSameLines() {
        byte[] stream = "eins\r\nzwei ä\n\nrest".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            List<String> lines = new ArrayList<>();
            var splitter = new LineSplitter(lines::add);
            splitter.on(ByteBuffer.wrap(stream, 0, cut));
            splitter.on(ByteBuffer.wrap(stream, cut, stream.length - cut));
            splitter.end();
            assertThat(lines).containsExactly("eins", "zwei ä", "", "rest");
        }
    }

    @Test
    void anEndlessLineIsCut() {
        List<String> lines = new ArrayList<>();
        var splitter = new LineSplitter(lines::add);

        splitter.on(ByteBuffer.wrap(new byte[LineSplitter.LINE_BYTES_MAX * 3]));

        assertThat(lines).hasSize(3);
    }

    @Test
    void theTailKeepsTheLastLinesShort() {
        var tail = new OutputTail();
        for (int line = 0; line < 1_000; line++) {
            tail.add(line + " " + "x".repeat(10_000));
        }

        assertThat(tail.last(Integer.MAX_VALUE)).hasSize(OutputTail.LINES_MAX);
        assertThat(tail.last(1).getFirst()).startsWith("999 ").hasSize(OutputTail.LINE_LENGTH_MAX);
    }

    @Test
    void processNamesMayHoldBracketsAndSpaces() throws IOException {
        var entry =
                ProcessTable.parse(
                        7,
                        "7 (a) S (b) R 1 7 7 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 4242 9 10 18");

        assertThat(entry.parent()).isEqualTo(1);
        assertThat(entry.state()).isEqualTo('R');
        assertThat(entry.startTicks()).isEqualTo(4242);
    }
}
