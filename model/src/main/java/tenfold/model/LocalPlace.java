package tenfold.model;

import java.nio.file.Path;
import tenfold.base.Check;

/// A PostgreSQL server that the station runs itself. It listens on a unix socket in `socketFolder`
/// only, which no other server uses.
public record LocalPlace(Path dataFolder, Path socketFolder, ServerMemory memory) {
    public LocalPlace {
        Check.that(dataFolder.isAbsolute(), "data folder %s must be absolute", dataFolder);
        Check.that(socketFolder.isAbsolute(), "socket folder %s must be absolute", socketFolder);
    }
}
