package tenfold.control.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import tenfold.base.file.DurableFile;

/// Writes text files that others read as they are (tokens, certificates), each as a whole: after a
/// crash at any moment there is the old content or the new one.
public final class WholeFile {
    public static final String OWNER_ONLY = "rw-------";
    public static final String ALL_MAY_READ = "rw-r--r--";

    private WholeFile() {}

    /// Replaces the file; it never exists with other rights than these.
    public static void write(Path file, String text, String rights) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(rights));
        try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.syncFolder(requireNonNull(file.toAbsolutePath().getParent()));
    }
}
