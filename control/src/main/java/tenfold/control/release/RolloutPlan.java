package tenfold.control.release;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.model.manifest.ReleaseManifest;

/// How one release goes on: the shares of requests that the new version gets in turn, how long each
/// is watched at least, and how long the old version is kept.
///
/// @param shares percent, rising, below 100; empty when everything is switched at once
/// @param startMax how long the new instances may take to become healthy
public record RolloutPlan(
        List<Integer> shares,
        Duration stepMin,
        Duration keep,
        Duration startMax,
        @Nullable String migrate,
        Duration migrateMax) {
    public RolloutPlan {
        shares = List.copyOf(shares);
        int before = 0;
        for (int share : shares) {
            Check.that(share > before && share < 100, "share %d is not within the others", share);
            before = share;
        }
    }

    static RolloutPlan of(ReleaseManifest manifest, Duration startMax) {
        return new RolloutPlan(
                manifest.shares(),
                manifest.step(),
                manifest.keep(),
                startMax,
                manifest.migrate(),
                manifest.migrateTimeout());
    }

    /// The same with everything at once and no migration.
    RolloutPlan atOnce() {
        return new RolloutPlan(List.of(), stepMin, keep, startMax, null, migrateMax);
    }
}
