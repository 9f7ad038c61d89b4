package tenfold.control.move;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.ExternalPlace;
import tenfold.model.ServerId;
import tenfold.model.ServerRole;
import tenfold.model.Zone;

/// One PostgreSQL server as decided: on this machine with a socket folder, or somebody else's.
///
/// @param folder null stands for the server's usual place in the data folder
/// @param memoryMib memory for its data; null stands for what the manifest or the machine says
/// @param connections from the gateway to it, at most; null stands for what the manifest says
public record TierServer(
        ServerId id,
        Zone zone,
        ServerRole role,
        @Nullable Path folder,
        @Nullable Path socketFolder,
        @Nullable Integer memoryMib,
        @Nullable Integer connections,
        @Nullable ExternalPlace external) {
    public TierServer {
        Check.that((socketFolder == null) != (external == null), "%s is local or external", id);
    }

    public static TierServer local(ServerId id, Zone zone, ServerRole role, Path socketFolder) {
        return new TierServer(id, zone, role, null, socketFolder, null, null, null);
    }

    public static TierServer external(ServerId id, Zone zone, ExternalPlace place) {
        return new TierServer(id, zone, ServerRole.MEMBER, null, null, null, null, place);
    }

    TierServer withRole(ServerRole newRole) {
        return new TierServer(
                id, zone, newRole, folder, socketFolder, memoryMib, connections, external);
    }

    public ServerSize size() {
        return new ServerSize(id, memoryMib, connections);
    }

    /// As large as this, whichever server it was said of.
    public TierServer sized(ServerSize size) {
        return new TierServer(
                id,
                zone,
                role,
                folder,
                socketFolder,
                size.memoryMib(),
                size.connections(),
                external);
    }

    public TierServer withMemory(@Nullable Integer mebibytes) {
        return sized(new ServerSize(id, mebibytes, connections));
    }

    public TierServer withFolder(Path newFolder) {
        return new TierServer(
                id, zone, role, newFolder, socketFolder, memoryMib, connections, external);
    }
}
