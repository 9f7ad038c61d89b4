package tenfold.bench.scaling;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.control.scale.Observation;
import tenfold.control.scale.Scaler;
import tenfold.model.manifest.ScaleManifest;

/// The law that runs in control, fed once a second as a node's reports feed it.
final class TenfoldLaw implements Law {
    private static final Instant START = Instant.parse("2018-11-01T00:00:00Z");
    private final String name;
    private final Scaler scaler;
    private final Duration start;
    private int desired;

    TenfoldLaw(@Nullable Double target, int max, int desired, Duration start) {
        this.name = target == null ? "Tenfold, use by fleet size" : "Tenfold, same use";
        this.start = start;
        this.desired = desired;
        ScaleManifest base = ScaleManifest.between(1, max);
        scaler =
                new Scaler(
                        new ScaleManifest(
                                1,
                                max,
                                1,
                                target,
                                base.policies(),
                                base.schedule(),
                                base.forecast(),
                                0,
                                base.spot(),
                                base.scaleIn()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int decide(Seen seen) {
        var observation =
                new Observation(
                        START.plusSeconds(seen.second()),
                        seen.ready(),
                        seen.starting(),
                        start,
                        Map.of(Observation.DEMAND, seen.demand()));
        desired = scaler.decide(observation, desired).to();
        return desired;
    }
}
