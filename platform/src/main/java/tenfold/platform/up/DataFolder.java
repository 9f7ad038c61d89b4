package tenfold.platform.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tenfold.platform.node.NodeFolder;

/// Chooses and makes the data folder.
final class DataFolder {
    private DataFolder() {}

    /// The folder asked for, else `.tenfold` in the application's folder.
    static NodeFolder open(Path application, Optional<Path> asked) throws Refusal {
        Path root = asked.orElse(application.resolve(".tenfold")).toAbsolutePath().normalize();
        var folder = new NodeFolder(root);
        try {
            folder.create();
        } catch (IOException | UnsupportedOperationException e) {
            throw new Refusal(
                    Refusal.FAILED,
                    "cannot write the data folder " + root + ": " + reason(e),
                    "give this user the right to write there, or another folder with --data DIR");
        }
        if (!Files.isWritable(root)) {
            throw new Refusal(
                    Refusal.FAILED,
                    "the data folder " + root + " cannot be written by this user",
                    "run as its owner, or give another folder with --data DIR");
        }
        return folder;
    }

    private static String reason(Exception e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
