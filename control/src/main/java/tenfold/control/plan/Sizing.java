package tenfold.control.plan;

import java.util.List;
import tenfold.control.move.TierServer;
import tenfold.model.ServerMemory;
import tenfold.model.manifest.DatabaseManifest;

/// How large a server of this machine is: as decided, else as the manifest says, else by the
/// machine.
record Sizing(DatabaseManifest database, long machineMib) {
    /// Of a server, beyond what the gateway may open.
    private static final int CONNECTIONS_SPARE = 20;

    ServerMemory memory(TierServer server) {
        Integer own = server.memoryMib();
        Integer wanted = own == null ? database.memoryMib() : own;
        ServerMemory standard = ServerMemory.forMachine(wanted == null ? machineMib : 2L * wanted);
        return new ServerMemory(
                standard.sharedBuffersMib(),
                standard.effectiveCacheMib(),
                standard.workMib(),
                standard.maintenanceWorkMib(),
                connections(List.of(server)) + CONNECTIONS_SPARE);
    }

    /// How many the gateway may open to any of them: what the smallest takes.
    int connections(List<TierServer> servers) {
        return servers.stream()
                .map(TierServer::connections)
                .mapToInt(own -> own == null ? database.poolConnections() : own)
                .min()
                .orElse(database.poolConnections());
    }
}
