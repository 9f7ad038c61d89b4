package tenfold.control.advise;

import org.jspecify.annotations.Nullable;

/// What stands already, as far as advice depends on it.
///
/// @param external whether the database runs on a server that is not Tenfold's
/// @param goalMicros the owners' goal for the 95th percentile; null without one
public record Shape(
        int instances,
        boolean standby,
        int replicas,
        boolean cached,
        boolean scales,
        boolean external,
        @Nullable Long goalMicros) {}
