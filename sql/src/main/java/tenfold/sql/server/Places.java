package tenfold.sql.server;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/// Where a server's data and socket really are.
///
/// When we are root and the wanted place is below a folder that nobody else may enter (`/root`),
/// PostgreSQL's user cannot get there. Then the real folder is made under [#SHARED], and the wanted
/// place is a symbolic link to it.
record Places(Path data, Path sockets) {
    static final Path SHARED = Path.of("/var/lib/tenfold");

    /// What fits into `sockaddr_un` with its closing zero.
    static final int SOCKET_PATH_BYTES_MAX = 107;

    static final int PORT = 5432;

    static Places of(ServerSpec server, ServerUser user, Path shared, Consumer<String> progress)
            throws IOException {
        Path data = real(server.dataFolder(), "data", user, shared, progress);
        Path sockets = real(server.socketFolder(), "sockets", user, shared, _ -> {});
        checkLength(server.socketFolder());
        checkLength(sockets);
        Folders.makePrivate(sockets, user);
        return new Places(data, sockets);
    }

    static Path socketIn(Path folder) {
        return folder.resolve(".s.PGSQL." + PORT);
    }

    private static void checkLength(Path folder) throws PostgresException {
        Path socket = socketIn(folder);
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_BYTES_MAX) {
            throw new PostgresException(
                    "the unix socket path %s has %d bytes, and the system allows %d; choose a"
                                    .formatted(socket, length, SOCKET_PATH_BYTES_MAX)
                            + " shorter data folder with --data");
        }
    }

    private static Path real(
            Path wanted, String kind, ServerUser user, Path shared, Consumer<String> progress)
            throws IOException {
        if (Files.isSymbolicLink(wanted)) {
            return followed(wanted);
        }
        if (user.canReach(wanted)) {
            return wanted;
        }
        if (Files.exists(wanted) && !empty(wanted)) {
            throw new PostgresException(
                    "user %s cannot reach %s; let others through with chmod o+x on the folders"
                                    .formatted(user.name(), wanted)
                            + " above it, or choose another place with --data");
        }
        Files.createDirectories(shared);
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwx--x--x"));
        Path target = Files.createTempDirectory(shared, kind + "-");
        Files.deleteIfExists(wanted);
        Files.createDirectories(requireNonNull(wanted.getParent()));
        Files.createSymbolicLink(wanted, target);
        progress.accept(
                "PostgreSQL's %s is in %s, because user %s may not enter the folders above %s"
                        .formatted(kind, target, user.name(), wanted));
        return target;
    }

    private static Path followed(Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        return target.isAbsolute() ? target : link.resolveSibling(target).normalize();
    }

    /// Where a wanted folder really is.
    static Path target(Path wanted) throws IOException {
        return Files.isSymbolicLink(wanted) ? followed(wanted) : wanted;
    }

    private static boolean empty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
