package tenfold.edge.log;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tenfold.edge.EdgeConfig.AccessLogFile;

/// A file that is appended to, and renamed to `.1`, `.2` ... when it has become large; the oldest
/// is deleted.
final class RotatedFile implements AutoCloseable {
    private final AccessLogFile where;
    private @Nullable FileChannel channel;
    private long size;

    RotatedFile(AccessLogFile where) {
        this.where = where;
    }

    /// Appends whole lines. After an [IOException] the next call tries to open the file again.
    void write(byte[] lines, int length) throws IOException {
        if (channel != null && size + length > where.bytesMax()) {
            close();
            rotate();
        }
        FileChannel open = channel == null ? open() : channel;
        try {
            var buffer = ByteBuffer.wrap(lines, 0, length);
            while (buffer.hasRemaining()) {
                size += open.write(buffer);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                size = 0; // nothing can be done about a log that cannot be closed
            }
        }
    }

    private FileChannel open() throws IOException {
        Path path = where.path().toAbsolutePath();
        Files.createDirectories(requireNonNull(path.getParent()));
        FileChannel open =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = open.size();
        channel = open;
        return open;
    }

    private void rotate() throws IOException {
        for (int i = where.filesMax() - 1; i >= 1; i--) {
            Path from = i == 1 ? where.path() : numbered(i - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (where.filesMax() == 1) {
            Files.deleteIfExists(where.path());
        }
    }

    private Path numbered(int number) {
        return where.path().resolveSibling(where.path().getFileName() + "." + number);
    }
}
