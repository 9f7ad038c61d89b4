package tenfold.base.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The TCP ports that a session's processes listen on, as `/proc` shows them (proc_pid_net(5));
/// empty where it does not.
final class ListeningPorts {
    private static final List<String> TABLES = List.of("/proc/net/tcp", "/proc/net/tcp6");
    private static final String LISTEN = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningPorts() {}

    static Set<Integer> of(ProcessSession session) {
        Set<Integer> ports = new TreeSet<>();
        try {
            Map<String, Integer> sockets = listening();
            for (var member : ProcessTable.read().aliveIn(session.leader())) {
                addOf(member.pid(), sockets, ports);
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Not ours to look at: what was found by then is true.
        }
        return ports;
    }

    private static void addOf(long pid, Map<String, Integer> sockets, Set<Integer> ports)
            throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid), "fd");
        try (var descriptors = Files.newDirectoryStream(folder)) {
            for (Path descriptor : descriptors) {
                Integer port = sockets.get(Files.readSymbolicLink(descriptor).toString());
                if (port != null) {
                    ports.add(port);
                }
            }
        }
    }

    /// Port by what a descriptor of its socket points at, such as `socket:[4711]`.
    private static Map<String, Integer> listening() throws IOException {
        Map<String, Integer> ports = new HashMap<>();
        for (String table : TABLES) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] column = line.strip().split("\\s+");
                if (column.length > INODE && column[STATE].equals(LISTEN)) {
                    String local = column[LOCAL];
                    int port = Integer.parseInt(local.substring(local.indexOf(':') + 1), 16);
                    ports.put("socket:[" + column[INODE] + "]", port);
                }
            }
        }
        return ports;
    }
}
