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

    /// Of buffers, when nobody has said how much: more makes a start longer, and with it the pause
    /// of a switch. Evidence of more need leads to `resize`.
    private static final int UNASKED_BUFFERS_MIB_MAX = 1024;

    ServerMemory memory(TierServer server) {
        Integer own = server.memoryMib();
        Integer wanted = own == null ? database.memoryMib() : own;
        ServerMemory standard = ServerMemory.forMachine(wanted == null ? machineMib : 2L * wanted);
        int most = wanted == null ? UNASKED_BUFFERS_MIB_MAX : Integer.MAX_VALUE;
        return new ServerMemory(
                Math.min(standard.sharedBuffersMib(), most),
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
