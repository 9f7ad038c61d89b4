package tenfold.control.move;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import tenfold.model.ClusterReport;
import tenfold.model.DatabaseServer;
import tenfold.model.ServerId;
import tenfold.model.ServerPart;
import tenfold.model.ServerReport;
import tenfold.model.ServerState;

/// What reports say of servers.
final class Servers {
    private Servers() {}

    static DatabaseServer asExternal(TierServer server) {
        return DatabaseServer.external(
                server.id(), server.zone(), requireNonNull(server.external()));
    }

    static Optional<ServerReport> find(ClusterReport cluster, ServerId id) {
        return cluster.servers().stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /// Whether it has its copy of the data and runs.
    static boolean hasJoined(ServerReport server) {
        boolean part =
                switch (server.part()) {
                    case PRIMARY, STANDBY, REPLICA -> true;
                    case JOINING, DEPOSED, OUTSIDE -> false;
                };
        return part && server.state() == ServerState.RUNNING;
    }

    /// Whether a primary serves and no change of it is under way.
    static boolean calm(ClusterReport cluster) {
        return cluster.primary() != null && cluster.held() == null;
    }

    static boolean isPrimary(ClusterReport cluster, List<ServerId> ids) {
        return cluster.primary() != null && ids.contains(cluster.primary());
    }

    static boolean follows(ServerReport server) {
        return server.part() == ServerPart.STANDBY || server.part() == ServerPart.REPLICA;
    }
}
