package tenfold.model;

import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;

/// One instance as the edge sees it; a draining target finishes what it has and gets nothing new.
/// Without a zone it is near to everybody.
public record Target(InstanceId instance, Address address, boolean draining, @Nullable Zone zone) {
    public Target(InstanceId instance, Address address, boolean draining) {
        this(instance, address, draining, null);
    }

    public boolean isNear(Zone to) {
        return zone == null || zone.equals(to);
    }
}
