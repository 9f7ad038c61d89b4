package tenfold.model;

import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;

/// Whether an address is being listened on, and if not, why.
public record ListenerReport(Address address, boolean open, @Nullable String problem) {}
