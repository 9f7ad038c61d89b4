package tenfold.control.journal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tenfold.base.Check;
import tenfold.base.file.DurableFile;

/// The decisions of one data folder, each one line of text, in the order in which they were made.
///
/// [#append] returns when the line survives a power cut. After a failed append the file's end is
/// unknown, so that every later append is refused; a restart reads what really stands there. Not
/// thread-safe; one process at a time, which the caller's lock sees to.
public final class Journal implements AutoCloseable {
    private static final int FILE_BYTES_MAX = 64 * 1024 * 1024;

    private final Path file;
    private final DurableFile snapshot;
    private final List<String> replayed = new ArrayList<>();
    private FileChannel channel;
    private long sequence;
    private int recordsInFile;
    private boolean failed;

    private Journal(Path folder) throws IOException {
        file = folder.resolve("journal");
        snapshot = new DurableFile(folder.resolve("snapshot"));
        readSnapshot();
        int intact = readRecords();
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (channel.size() > intact) {
            channel.truncate(intact);
            channel.force(true);
        }
        channel.position(intact);
    }

    /// Opens the journal in `folder`, which must exist, and cuts a torn tail.
    public static Journal open(Path folder) throws IOException {
        return new Journal(folder);
    }

    /// Every decision so far, oldest first.
    public List<String> replayed() {
        return List.copyOf(replayed);
    }

    /// How many records a start has to read besides the snapshot.
    public int recordsInFile() {
        return recordsInFile;
    }

    public void append(String line) throws IOException {
        byte[] payload = line.getBytes(StandardCharsets.UTF_8);
        Check.that(
                payload.length >= 1 && payload.length <= Records.PAYLOAD_MAX && !hasBreak(line),
                "a decision must be one line of at most %d bytes",
                Records.PAYLOAD_MAX);
        if (failed) {
            throw new IOException(file + " failed before and must be opened again");
        }
        failed = true;
        write(channel, Records.encode(new Records.Entry(sequence + 1, line)));
        channel.force(false);
        failed = false;
        sequence++;
        recordsInFile++;
    }

    /// Replaces all records by `lines`, which must lead to the same world.
    public void compact(List<String> lines) throws IOException {
        String text = sequence + "\n" + String.join("\n", lines) + "\n";
        snapshot.write(text.getBytes(StandardCharsets.UTF_8));
        channel.close();
        create();
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        channel.position(Records.HEADER.length);
        recordsInFile = 0;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasBreak(String line) {
        return line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0;
    }

    private void readSnapshot() throws IOException {
        Optional<byte[]> content;
        try {
            content = snapshot.read();
        } catch (IOException e) {
            throw new JournalDamaged(String.valueOf(e.getMessage()));
        }
        if (content.isEmpty()) {
            return;
        }
        List<String> lines = new String(content.get(), StandardCharsets.UTF_8).lines().toList();
        try {
            sequence = Long.parseLong(lines.getFirst());
        } catch (NumberFormatException e) {
            throw new JournalDamaged("the snapshot does not start with a number: " + e);
        }
        replayed.addAll(lines.subList(1, lines.size()));
    }

    private int readRecords() throws IOException {
        byte[] bytes;
        try {
            Check.that(Files.size(file) <= FILE_BYTES_MAX, "%s is too large", file);
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            create();
            return Records.HEADER.length;
        }
        Records.Scan scan = Records.scan(bytes);
        for (Records.Entry entry : scan.entries()) {
            if (entry.sequence() > sequence + 1) {
                throw new JournalDamaged(
                        "record %d follows record %d".formatted(entry.sequence(), sequence));
            }
            if (entry.sequence() == sequence + 1) {
                sequence = entry.sequence();
                replayed.add(entry.line());
            }
        }
        recordsInFile = scan.entries().size();
        if (scan.intactBytes() == 0) {
            create();
            return Records.HEADER.length;
        }
        return scan.intactBytes();
    }

    private void create() throws IOException {
        Path fresh = file.resolveSibling("journal.new");
        Files.write(fresh, Records.HEADER);
        try (var written = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.syncFolder(requireNonNull(file.toAbsolutePath().getParent()));
    }

    private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }
}
