package tenfold.model;

import tenfold.base.net.Address;

/// One instance as the edge sees it; a draining target finishes what it has and gets nothing new.
public record Target(InstanceId instance, Address address, boolean draining) {}
