package tenfold.sql.server;

import java.nio.file.Path;
import tenfold.base.Check;
import tenfold.model.DatabaseCluster;
import tenfold.model.LocalPlace;
import tenfold.model.SecretRef;
import tenfold.model.ServerId;
import tenfold.model.ServerMemory;

/// One PostgreSQL server as this package runs it: its place, and the database and roles that its
/// cluster wants in it.
public record ServerSpec(
        ServerId id,
        Path dataFolder,
        Path socketFolder,
        String database,
        String user,
        SecretRef administrator,
        SecretRef owner,
        SecretRef replicator,
        ServerMemory memory) {
    public ServerSpec {
        Check.that(dataFolder.isAbsolute(), "data folder %s must be absolute", dataFolder);
        Check.that(socketFolder.isAbsolute(), "socket folder %s must be absolute", socketFolder);
    }

    public static ServerSpec of(DatabaseCluster cluster, ServerId id, LocalPlace place) {
        return new ServerSpec(
                id,
                place.dataFolder(),
                place.socketFolder(),
                cluster.database(),
                cluster.user(),
                cluster.administrator(),
                cluster.owner(),
                cluster.replicator(),
                place.memory());
    }
}
