package tenfold.base.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Ends what an earlier life recorded and could not end itself.
public final class Leftovers {
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

    private Leftovers() {}

    /// Ends every session recorded in `folder` whose owner is dead, and returns their names. Waits
    /// until they are gone: their port, socket and data are free then.
    public static List<String> end(Path folder) throws IOException, InterruptedException {
        List<String> ended = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return ended;
        }
        try (var files = Files.newDirectoryStream(folder, ChildRecords.PREFIX + "*")) {
            for (Path file : files) {
                ended.addAll(endRecorded(file));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return ended;
    }

    private static List<String> endRecorded(Path file) throws IOException, InterruptedException {
        ChildRecords.Content content;
        try {
            content = ChildRecords.read(file);
        } catch (NoSuchFileException _) {
            return List.of(); // the reaper of that life has just finished
        }
        if (content.ownerAlive()) {
            return List.of();
        }
        if (!content.bootId().equals(ProcessTable.bootId())) {
            Files.deleteIfExists(file);
            return List.of();
        }
        List<String> alive =
                content.children().stream()
                        .filter(Leftovers::isAlive)
                        .map(ChildRecords.Child::name)
                        .toList();
        if (!alive.isEmpty()) {
            reap(file, content);
        }
        Files.deleteIfExists(file);
        return alive;
    }

    private static boolean isAlive(ChildRecords.Child child) {
        Optional<String> start = ProcessTable.startOf(child.pid());
        boolean ours = start.isEmpty() || start.get().equals(child.start());
        return ours && new ProcessSession(child.pid()).alive();
    }

    private static void reap(Path file, ChildRecords.Content content)
            throws IOException, InterruptedException {
        Duration patience = KILL_PATIENCE;
        for (ChildRecords.Child child : content.children()) {
            if (child.grace().plus(KILL_PATIENCE).compareTo(patience) > 0) {
                patience = child.grace().plus(KILL_PATIENCE);
            }
        }
        var nothing = ProcessBuilder.Redirect.from(new File("/dev/null"));
        Process reaper = Reaper.command(file, nothing).start();
        if (!reaper.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            reaper.destroyForcibly();
            throw new IOException(
                    "processes of an earlier run do not end: "
                            + String.join(
                                    ", ",
                                    content.children().stream()
                                            .map(child -> child.name() + " " + child.pid())
                                            .toList())
                            + "; look at them with ps, and try again when they are gone");
        }
    }
}
