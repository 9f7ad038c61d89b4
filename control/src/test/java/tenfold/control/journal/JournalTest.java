package tenfold.control.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Rounds;

class JournalTest {
    private static final List<String> LINES = List.of("first", "second, longer", "dritte mit ü");
    @TempDir Path folder;

    @Test
    void givesBackWhatWasAppended() throws IOException {
        write(LINES);

        assertThat(replayed()).isEqualTo(LINES);
    }

    /// The only thing that a crash can do: the file ends somewhere.
    @Test
    void cutAtEveryByteItHoldsEveryRecordBeforeTheCut() throws IOException {
        write(LINES);
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));

            List<String> lines = replayed();
            assertThat(LINES.subList(0, lines.size())).isEqualTo(lines);
            int records = lines.size();
            append("after the cut");
            assertThat(replayed()).hasSize(records + 1).endsWith("after the cut");
        }
    }

    @Test
    void ignoresZerosThatAFilesystemLeftAtTheEnd() throws IOException {
        write(LINES);
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length + 4096));

        assertThat(replayed()).isEqualTo(LINES);
    }

    @Test
    void refusesDamageThatIntactRecordsFollow() throws IOException {
        write(LINES);
        byte[] whole = Files.readAllBytes(file());
        int secondRecord = Records.HEADER.length + 16 + LINES.getFirst().length();
        for (int at = Records.HEADER.length; at < secondRecord + 16; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file(), damaged);

            assertThatThrownBy(() -> Journal.open(folder)).isInstanceOf(JournalDamaged.class);
        }
    }

    @Test
    void refusesAFileThatIsNoJournal() throws IOException {
        Files.writeString(file(), "something else entirely");

        assertThatThrownBy(() -> Journal.open(folder)).isInstanceOf(JournalDamaged.class);
    }

    @Test
    void refusesAMissingRecord() throws IOException {
        write(LINES);
        byte[] whole = Files.readAllBytes(file());
        int second = Records.HEADER.length + 16 + LINES.getFirst().length();
        int third = second + 16 + LINES.get(1).length();
        byte[] without = Arrays.copyOf(whole, second + whole.length - third);
        System.arraycopy(whole, third, without, second, whole.length - third);
        Files.write(file(), without);

        assertThatThrownBy(() -> Journal.open(folder)).isInstanceOf(JournalDamaged.class);
    }

    @Test
    void goesOnAfterCompaction() throws IOException {
        write(LINES);
        try (var journal = Journal.open(folder)) {
            journal.compact(List.of("sum of three"));
            journal.append("fourth");
        }

        assertThat(replayed()).containsExactly("sum of three", "fourth");
    }

    /// A crash between the snapshot and the new file leaves the old file beside the snapshot.
    @Test
    void skipsRecordsThatTheSnapshotHolds() throws IOException {
        write(LINES);
        byte[] before = Files.readAllBytes(file());
        try (var journal = Journal.open(folder)) {
            journal.compact(List.of("sum of three"));
        }
        Files.write(file(), before);

        assertThat(replayed()).containsExactly("sum of three");
        append("fourth");
        assertThat(replayed()).containsExactly("sum of three", "fourth");
    }

    @Test
    void refusesADamagedSnapshot() throws IOException {
        write(LINES);
        try (var journal = Journal.open(folder)) {
            journal.compact(List.of("sum of three"));
        }
        Path snapshot = folder.resolve("snapshot");
        Files.writeString(snapshot, Files.readString(snapshot).replace("three", "eerht"));

        assertThatThrownBy(() -> Journal.open(folder)).isInstanceOf(JournalDamaged.class);
    }

    @Test
    void refusesLinesAboveTheLimitAndBreaks() throws IOException {
        try (var journal = Journal.open(folder)) {
            assertThatThrownBy(() -> journal.append("x".repeat(Records.PAYLOAD_MAX + 1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> journal.append("a\nb"))
                    .isInstanceOf(IllegalArgumentException.class);
            journal.append("x".repeat(Records.PAYLOAD_MAX));
        }
    }

    /// Any damage ends in an answer: the records before it, or a refusal; never in other records.
    @Rounds(100)
    void neverInventsRecords(long seed) throws IOException {
        var random = new Random(seed);
        write(LINES);
        byte[] bytes = Files.readAllBytes(file());
        for (int i = 0; i <= random.nextInt(4); i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        Files.write(file(), bytes);

        try {
            List<String> lines = replayed();
            assertThat(LINES.subList(0, lines.size())).isEqualTo(lines);
        } catch (JournalDamaged damaged) {
            assertThat(damaged).message().isNotBlank();
        }
    }

    private Path file() {
        return folder.resolve("journal");
    }

    private void write(List<String> lines) throws IOException {
        try (var journal = Journal.open(folder)) {
            for (String line : lines) {
                journal.append(line);
            }
        }
    }

    private void append(String line) throws IOException {
        try (var journal = Journal.open(folder)) {
            journal.append(line);
        }
    }

    private List<String> replayed() throws IOException {
        try (var journal = Journal.open(folder)) {
            return journal.replayed();
        }
    }
}
