package tenfold.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the applications of this user that are up, by looking at processes. Knows their folders
/// where the system tells (Linux); elsewhere it finds none.
public final class RunningNodes {
    private static final String MAIN = "tenfold.platform.Main";
    private static final int FOUND_MAX = 100;

    private RunningNodes() {}

    /// Reads the folder from the arguments after `up`, which may be relative to the process's own.
    public interface Reader {
        Optional<ApplicationFolder> read(List<String> arguments, Path folder);
    }

    public static List<ApplicationFolder> find(Reader reader) {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.flatMap(process -> folder(process, reader).stream())
                    .filter(RunningNodes::isUp)
                    .distinct()
                    .limit(FOUND_MAX)
                    .toList();
        }
    }

    private static Optional<ApplicationFolder> folder(ProcessHandle process, Reader reader) {
        List<String> arguments = process.info().arguments().map(List::of).orElse(List.of());
        int main = arguments.indexOf(MAIN);
        boolean isUp =
                main >= 0 && arguments.size() > main + 1 && arguments.get(main + 1).equals("up");
        if (!isUp) {
            return Optional.empty();
        }
        try {
            Path folder = Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd"));
            return reader.read(arguments.subList(main + 2, arguments.size()), folder);
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    private static boolean isUp(ApplicationFolder folder) {
        try {
            return folder.node().isPresent();
        } catch (IOException _) {
            return false;
        }
    }
}
