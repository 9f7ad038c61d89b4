package tenfold.control.release;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One deployment for readers. `phase` is a [Phase] in small letters, `share` the new version's
/// percent of all requests, `progress` how far it is; `reversible` says that `tenfold rollback`
/// switches back at once; `kept` that the release's files are kept.
public record DeploymentView(
        long release,
        long from,
        long files,
        String kind,
        String who,
        String why,
        String phase,
        boolean running,
        boolean serving,
        boolean reversible,
        boolean kept,
        int share,
        String progress,
        Instant startedAt,
        Instant phaseAt,
        long millis,
        @Nullable String reason) {
    static DeploymentView of(Deployment one, WebTier web, String progress, Instant now) {
        Phase phase = one.phase();
        boolean over = phase == Phase.KEEP || phase.isEnd();
        return new DeploymentView(
                one.release(),
                one.from(),
                one.files(),
                one.rollsBack() ? "rollback" : "deploy",
                one.who(),
                one.why(),
                phase.name().toLowerCase(Locale.ROOT),
                !over,
                web.serving() == one.release(),
                phase == Phase.KEEP,
                web.release(one.release()).isPresent(),
                one.share(),
                progress,
                one.startedAt(),
                one.phaseAt(),
                Duration.between(one.startedAt(), over ? one.phaseAt() : now).toMillis(),
                one.reason());
    }
}
