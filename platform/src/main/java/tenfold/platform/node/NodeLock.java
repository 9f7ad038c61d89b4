package tenfold.platform.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps a data folder to one node process. The kernel gives the lock back however the process
/// ends.
///
/// The file says who holds it: `pid start-time` in one line, the start time in ISO 8601 as the
/// kernel tells it, so that a reused process id is not mistaken for the node.
public final class NodeLock implements AutoCloseable {
    private final FileChannel channel;

    private NodeLock(FileChannel channel) {
        this.channel = channel;
    }

    /// The lock, or empty when another process holds it.
    public static Optional<NodeLock> take(Path file) throws IOException {
        var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        var self = ProcessHandle.current();
        String line = self.pid() + " " + self.info().startInstant().orElse(Instant.EPOCH) + "\n";
        channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
        return Optional.of(new NodeLock(channel));
    }

    /// What the file says of its holder, for messages.
    public static String holder(Path file) {
        try {
            return "pid " + Files.readString(file).strip().split(" ", 2)[0];
        } catch (IOException _) {
            return "an unknown process";
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
