package tenfold.base.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A small file that is replaced as a whole: after a crash at any moment it holds the old content
/// or the new one, and damage is noticed.
///
/// Written as temp file, fsync, rename, fsync of the folder; the content is preceded by one line
/// `tenfold crc32c=<8 hex digits> length=<bytes>\n`. Readable by its owner only.
public final class DurableFile {
    private static final int HEADER_LENGTH_MAX = 80;

    private final Path path;

    public DurableFile(Path path) {
        this.path = path;
    }

    /// The content, or empty when the file was never written. Throws [IOException] on damage.
    public Optional<byte[]> read() throws IOException {
        byte[] all;
        try {
            all = Files.readAllBytes(path);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        int newline = newlineIn(all);
        byte[] content = new byte[all.length - newline - 1];
        System.arraycopy(all, newline + 1, content, 0, content.length);
        String header = new String(all, 0, newline, StandardCharsets.US_ASCII);
        if (!header.equals(header(content))) {
            throw new IOException(path + " is damaged: checksum or length does not match");
        }
        return Optional.of(content);
    }

    /// Replaces the content; on return it survives a power cut.
    public void write(byte[] content) throws IOException {
        Path folder = requireNonNull(path.toAbsolutePath().getParent());
        Path temp = folder.resolve(path.getFileName() + ".new");
        Files.deleteIfExists(temp);
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(temp, ownerOnly);
        try (var channel = FileChannel.open(temp, StandardOpenOption.WRITE)) {
            writeFully(channel, (header(content) + "\n").getBytes(StandardCharsets.US_ASCII));
            writeFully(channel, content);
            channel.force(true);
        }
        Files.move(temp, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(folder);
    }

    /// Makes renames and new files in `folder` survive a power cut.
    public static void syncFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private int newlineIn(byte[] all) throws IOException {
        for (int i = 0; i < Math.min(all.length, HEADER_LENGTH_MAX); i++) {
            if (all[i] == '\n') {
                return i;
            }
        }
        throw new IOException(path + " is damaged: it has no header");
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static String header(byte[] content) {
        var crc = new CRC32C();
        crc.update(content);
        return String.format(
                Locale.ROOT, "tenfold crc32c=%08x length=%d", crc.getValue(), content.length);
    }
}
