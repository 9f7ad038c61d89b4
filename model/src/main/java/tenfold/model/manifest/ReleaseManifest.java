package tenfold.model.manifest;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How new versions are released.
///
/// `migrate` is a shell command that runs once in the new version's folder, before any of its
/// instances starts, for at most `migrateTimeout`. `shares` are the percents of all requests that
/// the new version gets in turn, rising and below 100, each watched for at least `step`; the old
/// version is kept running for `keep` afterwards.
public record ReleaseManifest(
        @Nullable String migrate,
        Duration migrateTimeout,
        List<Integer> shares,
        Duration step,
        Duration keep) {
    public static final ReleaseManifest DEFAULT =
            new ReleaseManifest(
                    null,
                    Duration.ofMinutes(5),
                    List.of(5, 25, 50),
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(15));

    public ReleaseManifest {
        shares = List.copyOf(shares);
    }
}
