package tenfold.fleet.build;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;

/// A digest of a folder's files by name, size and time of change, and of which outputs are there.
///
/// Outputs count by being there only: building changes what is in them, and somebody who deletes
/// one wants it built again.
final class Fingerprint {
    private static final Set<String> OUTPUTS =
            Set.of(
                    "target",
                    "build",
                    "dist",
                    "out",
                    "node_modules",
                    ".next",
                    ".gradle",
                    ".venv",
                    "__pycache__");
    private static final Set<String> IGNORED = Set.of(".git", ".tenfold", ".idea", ".vscode");

    /// Beyond that many files it cannot be told quickly, and the build tool decides itself.
    private static final int FILES_MAX = 100_000;

    private Fingerprint() {}

    static String of(Path folder, String command) throws IOException {
        Set<String> lines = new TreeSet<>(Comparator.naturalOrder());
        Files.walkFileTree(folder, new Visitor(folder, lines));
        MessageDigest digest = sha256();
        digest.update(command.getBytes(UTF_8));
        for (String line : lines) {
            digest.update((byte) 0);
            digest.update(line.getBytes(UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Set<String> lines;

        Visitor(Path root, Set<String> lines) {
            this.root = root;
            this.lines = lines;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = String.valueOf(folder.getFileName());
            if (folder.equals(root)) {
                return FileVisitResult.CONTINUE;
            }
            if (OUTPUTS.contains(name)) {
                lines.add(root.relativize(folder) + "/");
                return FileVisitResult.SKIP_SUBTREE;
            }
            return IGNORED.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (lines.size() >= FILES_MAX) {
                throw new IOException(root + " holds more than " + FILES_MAX + " files");
            }
            long changed = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
            lines.add(root.relativize(file) + " " + attributes.size() + " " + changed);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) {
            lines.add(root.relativize(file) + " unreadable");
            return FileVisitResult.CONTINUE;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
