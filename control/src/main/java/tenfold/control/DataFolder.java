package tenfold.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.control.file.WholeFile;
import tenfold.control.problem.ProblemCode;
import tenfold.control.secret.Secrets;

/// Control's part of the data folder, and the lock that keeps a second control out.
final class DataFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;

    /// Makes what is missing and takes the lock.
    DataFolder(Path root) throws IOException, ControlRefused {
        this.root = root;
        try {
            folder(root, "rwx--x--x");
            folder(root.resolve("control"), "rwx------");
            folder(root.resolve("secrets"), "rwx------");
            folder(root.resolve("logs"), "rwx------");
            folder(root.resolve("tls"), "rwxr-xr-x");
            channel =
                    FileChannel.open(
                            control().resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new ControlRefused(
                    List.of(ProblemCode.DATA_FOLDER.problem("%s cannot be written: %s", root, e)));
        }
        if (lock() == null) {
            channel.close();
            throw new ControlRefused(
                    List.of(ProblemCode.ALREADY_RUNNING.problem("%s is in use", root)));
        }
    }

    static void folder(Path folder, String rights) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
        }
    }

    private @Nullable FileLock lock() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    Path control() {
        return root.resolve("control");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Secrets secrets() {
        return new Secrets(root.resolve("secrets"));
    }

    /// The API's bearer token, made at the first start.
    String token() throws IOException {
        return secret("token");
    }

    /// The token that opens `GET /metrics` and nothing else.
    String scrapeToken() throws IOException {
        return secret("scrape-token");
    }

    private String secret(String name) throws IOException {
        var folder = new Secrets(control());
        folder.ensure(name);
        return folder.read(name);
    }

    void writeAddress(String url) throws IOException {
        WholeFile.write(control().resolve("address"), url + "\n", WholeFile.OWNER_ONLY);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
