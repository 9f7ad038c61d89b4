package tenfold.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads what Linux tells about a process below `/proc`.
final class ProcFiles {
    private static final String LISTEN = "0A";
    private static final int COLUMN_LOCAL = 1;
    private static final int COLUMN_STATE = 3;
    private static final int COLUMN_INODE = 9;

    private ProcFiles() {}

    /// The state letter (`R`, `S`, `T` stopped, `Z` ended but not reaped ...), or empty when gone.
    static Optional<Character> state(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(stat.charAt(stat.lastIndexOf(')') + 2));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// What the open descriptors point at, such as `socket:[4711]` or `/dev/null`.
    static List<String> descriptors(long pid) throws IOException {
        List<String> targets = new ArrayList<>();
        try (var folder = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path descriptor : folder) {
                try {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException _) {
                    // Closed between being listed and being read.
                }
            }
        }
        return targets;
    }

    /// Listening TCP ports by the inode of their socket, of the whole network namespace.
    static Map<String, Integer> listeners() throws IOException {
        Map<String, Integer> ports = new HashMap<>();
        for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (!Files.exists(Path.of(file))) {
                continue;
            }
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] column = line.trim().split("\\s+");
                if (column.length > COLUMN_INODE && column[COLUMN_STATE].equals(LISTEN)) {
                    String local = column[COLUMN_LOCAL];
                    int port = Integer.parseInt(local.substring(local.indexOf(':') + 1), 16);
                    ports.put("socket:[" + column[COLUMN_INODE] + "]", port);
                }
            }
        }
        return ports;
    }
}
