package tenfold.sql.server;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;

/// What a server is started as.
///
/// @param memory the image's, with as many connections as the largest server of its cluster allows:
///   a standby needs as many as its primary
/// @param awaited commits wait for one of these; for nobody when empty
/// @param follow where its primary listens; null starts the folder as it is
public record Course(ServerMemory memory, Collection<ServerId> awaited, @Nullable Source follow) {
    /// The folder of a primary's socket, as PostgreSQL's user can reach it.
    public record Source(Path sockets) {}

    public static Course alone(ServerMemory memory) {
        return new Course(memory, java.util.List.of(), null);
    }

    /// The value of `synchronous_standby_names`.
    public String names() {
        return awaited.isEmpty()
                ? ""
                : awaited.stream()
                        .map(id -> '"' + id.value() + '"')
                        .sorted()
                        .collect(Collectors.joining(", ", "ANY 1 (", ")"));
    }

    /// The name of the slot in which a primary keeps what `server` still needs.
    public static String slot(ServerId server) {
        return "tenfold_" + server.value().replace('-', '_').replace('.', '_');
    }
}
