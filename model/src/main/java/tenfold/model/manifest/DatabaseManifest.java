package tenfold.model.manifest;

import org.jspecify.annotations.Nullable;
import tenfold.model.PoolMode;

/// What the application wants of its database; null lets the platform choose.
///
/// `memoryMib` is the memory that PostgreSQL may count on, its file cache included.
/// `poolConnections` limits the connections from the gateway to PostgreSQL, not the application's.
public record DatabaseManifest(
        @Nullable Integer port,
        @Nullable Integer memoryMib,
        PoolMode poolMode,
        int poolConnections) {
    public static final int CONNECTIONS_MAX = 500;
}
