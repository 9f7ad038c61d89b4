package tenfold.control.zone;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tenfold.model.InstanceId;
import tenfold.model.Zone;

/// What zones need of the rest of control.
public interface ZoneWorld {
    /// The zones over which the serving version is spread.
    List<Zone> zones();

    /// Those that are not simply there.
    List<ZoneAway> away();

    long imageVersion();

    /// Whether versions are changing just now.
    boolean isReleasing();

    /// Where the database's primary is to be.
    Zone primaryZone();

    /// Begins a switch of the database's primary to another zone; empty when that is under way,
    /// else why it cannot be.
    Optional<String> movePrimaryFrom(Zone zone) throws IOException;

    /// The zone's own instances of every live version, or their substitutes.
    Set<InstanceId> instances(Zone zone, boolean substitutes);

    void assignPorts() throws IOException, ZoneRefused;

    /// Records how far a zone is, and publishes the image that follows from it.
    void decide(ZoneAway zone) throws IOException;
}
