package tenfold.model;

import java.nio.file.Path;
import tenfold.base.Check;

/// One PostgreSQL server that the station runs, and the database and role that the application
/// gets.
///
/// The server listens on a unix socket in `socketFolder` only. `administrator` is the password of
/// the superuser `postgres`, `owner` that of the role `user`, which owns `database` and is no
/// superuser.
public record DatabaseServer(
        ServerId id,
        Path dataFolder,
        Path socketFolder,
        String database,
        String user,
        SecretRef administrator,
        SecretRef owner,
        ServerMemory memory) {
    public DatabaseServer {
        Check.that(dataFolder.isAbsolute(), "data folder %s must be absolute", dataFolder);
        Check.that(socketFolder.isAbsolute(), "socket folder %s must be absolute", socketFolder);
    }
}
