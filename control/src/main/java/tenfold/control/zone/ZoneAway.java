package tenfold.control.zone;

import java.time.Instant;
import tenfold.model.Zone;

/// A zone that is out, or on its way out or in: since when, and because of whom.
public record ZoneAway(Zone zone, ZonePhase phase, Instant since, String who) {
    ZoneAway at(ZonePhase next, Instant now) {
        return new ZoneAway(zone, next, now, who);
    }
}
