package tenfold.fleet.job;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/// Copies an application's folder, with owners, permissions and times, links as links; without what
/// belongs to version control and to Tenfold.
final class FolderCopy extends SimpleFileVisitor<Path> {
    /// More than an application with all its packages has.
    static final int FILES_MAX = 300_000;

    static final long BYTES_MAX = 4L << 30;

    private static final Set<String> LEFT_OUT = Set.of(".git", ".tenfold", ".idea", ".vscode");

    private final Path from;
    private final Path to;
    private int files;
    private long bytes;

    private FolderCopy(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /// Copies `from` to `to`, which must not be there yet.
    static void make(Path from, Path to) throws IOException {
        Files.createDirectories(requireNonNull(to.getParent(), "parent"));
        Files.walkFileTree(from, new FolderCopy(from, to));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
            throws IOException {
        Path name = folder.getFileName();
        boolean leftOut = name != null && LEFT_OUT.contains(name.toString());
        if ((!folder.equals(from) && leftOut) || folder.equals(to)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        copy(folder);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        files++;
        bytes += attributes.size();
        if (files > FILES_MAX || bytes > BYTES_MAX) {
            throw new IOException(
                    "%s has more than %d files or %d MB"
                            .formatted(from, FILES_MAX, BYTES_MAX >> 20));
        }
        if (attributes.isRegularFile() || attributes.isSymbolicLink()) {
            copy(file);
        }
        return FileVisitResult.CONTINUE;
    }

    private void copy(Path each) throws IOException {
        Files.copy(
                each,
                to.resolve(from.relativize(each)),
                StandardCopyOption.COPY_ATTRIBUTES,
                LinkOption.NOFOLLOW_LINKS);
    }
}
