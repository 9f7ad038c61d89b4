package tenfold.control.secret;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import tenfold.base.file.DurableFile;

/// A folder of secrets. New ones are 256 random bits in letters that need no escaping in a URL.
public final class Secrets {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final Path folder;

    public Secrets(Path folder) {
        this.folder = folder;
    }

    /// 256 random bits as text.
    public static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    public String read(String name) throws IOException {
        return Files.readString(folder.resolve(name)).strip();
    }

    /// Makes the secret unless there is one; on return it survives a power cut.
    public void ensure(String name) throws IOException {
        if (!has(name)) {
            writePrivate(folder.resolve(name), random());
        }
    }

    /// Replaces a small file that only its owner may read.
    public static void writePrivate(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, content + "\n");
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.syncFolder(file.toAbsolutePath().getParent());
    }
}
