package tenfold.sql.cluster;

import tenfold.model.DatabaseCluster;
import tenfold.model.DatabaseServer;
import tenfold.model.LocalPlace;
import tenfold.model.ServerMemory;

/// A standby must allow as many connections as its primary, whichever of them is primary.
final class Memories {
    private Memories() {}

    static ServerMemory widest(ServerMemory own, DatabaseCluster cluster) {
        int connections = own.connectionsMax();
        for (DatabaseServer server : cluster.servers()) {
            LocalPlace place = server.local();
            if (place != null) {
                connections = Math.max(connections, place.memory().connectionsMax());
            }
        }
        return new ServerMemory(
                own.sharedBuffersMib(),
                own.effectiveCacheMib(),
                own.workMib(),
                own.maintenanceWorkMib(),
                connections);
    }
}
