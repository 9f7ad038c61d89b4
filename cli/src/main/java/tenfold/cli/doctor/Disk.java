package tenfold.cli.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import tenfold.cli.screen.Human;

/// The data folder and the disk below it. A folder that does not exist yet is judged by its nearest
/// existing parent.
final class Disk {
    private static final long SPACE_FAIL = 500_000_000;
    private static final long SPACE_WARN = 5_000_000_000L;
    private static final Duration SYNC_WARN = Duration.ofMillis(50);
    private static final Duration FUTURE_MAX = Duration.ofMinutes(1);

    /// Unix sockets have 107 bytes for their path; the longest name below the folder takes these.
    private static final int SOCKET_PATH_MAX = 107;

    private static final int SOCKET_NAME = "/run/.s.PGSQL.5432".length();

    private Disk() {}

    private static Path nearest(Path folder) {
        Path path = folder.toAbsolutePath();
        while (!Files.exists(path)) {
            path = requireNonNull(path.getParent(), "the root folder exists");
        }
        return path;
    }

    static Finding rights(Path folder) {
        Path path = nearest(folder);
        if (!Files.isDirectory(path)) {
            return Finding.fail(
                    "data folder", path + " is a file", "give another one with --data DIR");
        }
        return Files.isWritable(path)
                ? Finding.ok("data folder", folder.toString())
                : Finding.fail(
                        "data folder",
                        path + " cannot be written by this user",
                        "run as its owner, or give another one with --data DIR");
    }

    static Finding space(Path folder) {
        Path path = nearest(folder);
        try {
            long free = Files.getFileStore(path).getUsableSpace();
            String what = Human.bytes(free) + " free for " + path;
            if (free < SPACE_FAIL) {
                return Finding.fail(
                        "disk", what, "free some space, or give another disk with --data DIR");
            }
            return free < SPACE_WARN
                    ? Finding.warn("disk", what, "a database grows: plan for more")
                    : Finding.ok("disk", what);
        } catch (IOException e) {
            return Finding.warn(
                    "disk", "free space is not known: " + e.getMessage(), "look with df");
        }
    }

    /// How long a write takes to be safe: the floor of every commit.
    static Finding sync(Path folder) {
        Path path = nearest(folder);
        try {
            Path file = Files.createTempFile(path, ".tenfold-doctor", "");
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap("sync".getBytes(UTF_8)));
                long start = System.nanoTime();
                channel.force(true);
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                String what = "a synced write takes " + Human.latency(took.toNanos() / 1000);
                return took.compareTo(SYNC_WARN) > 0
                        ? Finding.warn(
                                "disk sync",
                                what,
                                "every commit waits so long: a faster disk helps")
                        : Finding.ok("disk sync", what);
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            return Finding.fail(
                    "disk sync",
                    "cannot write in " + path + ": " + e.getMessage(),
                    "give this user the right, or another folder with --data DIR");
        }
    }

    static Finding socketPath(Path folder) {
        int length = folder.toString().getBytes(UTF_8).length + SOCKET_NAME;
        return length <= SOCKET_PATH_MAX
                ? Finding.ok(
                        "socket path",
                        "short enough (" + length + " of " + SOCKET_PATH_MAX + " bytes)")
                : Finding.warn(
                        "socket path",
                        "the data folder's name is too long for unix sockets",
                        "sockets go to the temporary folder instead; a shorter --data DIR avoids that");
    }

    /// A file from the future says that the clock went back, or was wrong when it was written.
    static Finding clock(Path folder) {
        try {
            Path path = nearest(folder);
            Duration ahead =
                    Duration.between(Instant.now(), Files.getLastModifiedTime(path).toInstant());
            return ahead.compareTo(FUTURE_MAX) > 0
                    ? Finding.warn(
                            "clock",
                            path + " was changed " + Human.duration(ahead) + " in the future",
                            "set the clock, and keep it set with chrony or systemd-timesyncd")
                    : Finding.ok("clock", "agrees with the disk");
        } catch (IOException e) {
            return Finding.warn("clock", "cannot be compared: " + e.getMessage(), "look with date");
        }
    }
}
