package tenfold.model;

import tenfold.base.Check;

/// The whole wanted world at one version.
public record Image(
        long version, String application, EdgeImage edge, FleetImage fleet, SqlImage sql) {
    public Image {
        Check.that(version >= 1, "version %d is below 1", version);
    }
}
