package tenfold.model;

import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// One PostgreSQL server of a cluster: run by the station (`local`) or by somebody else
/// (`external`), never both.
public record DatabaseServer(
        ServerId id,
        Zone zone,
        ServerRole role,
        @Nullable LocalPlace local,
        @Nullable ExternalPlace external) {
    public DatabaseServer {
        Check.that((local == null) != (external == null), "%s is local or external", id);
    }

    public static DatabaseServer local(ServerId id, Zone zone, ServerRole role, LocalPlace place) {
        return new DatabaseServer(id, zone, role, place, null);
    }

    public static DatabaseServer external(ServerId id, Zone zone, ExternalPlace place) {
        return new DatabaseServer(id, zone, ServerRole.MEMBER, null, place);
    }
}
