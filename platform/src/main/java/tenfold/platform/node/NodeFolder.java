package tenfold.platform.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// The data folder of one application on one machine, and where each part of it lies.
public record NodeFolder(Path root) {
    public NodeFolder {
        root = root.toAbsolutePath().normalize();
    }

    public Path lock() {
        return root.resolve("node/lock");
    }

    Path image() {
        return root.resolve("node/image");
    }

    /// What the fleet must not run twice.
    Path jobs() {
        return root.resolve("node/jobs");
    }

    public Path children() {
        return root.resolve("node/children");
    }

    Path control() {
        return root.resolve("control");
    }

    /// What the SQL station must not forget.
    Path sql() {
        return root.resolve("sql");
    }

    Path edge() {
        return root.resolve("edge");
    }

    /// Answers that the edge's cache keeps on disk.
    Path edgeCache() {
        return edge().resolve("cache");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /// Whether anything was ever deployed: then what runs is built already.
    public boolean hasReleases() {
        return Files.isDirectory(root.resolve("releases"));
    }

    public Path builds() {
        return root.resolve("builds");
    }

    /// Makes the folders; the root may be traversed by others (PostgreSQL and the application run
    /// as users of their own), what is private is readable by its owner only.
    public void create() throws IOException {
        Files.createDirectories(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        for (Path folder :
                new Path[] {
                    root.resolve("node"), control(), edge(), sql(), secrets(), logs(), builds(),
                }) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        // No version control should ever pick up data and secrets.
        Files.writeString(root.resolve(".gitignore"), "*\n");
    }
}
