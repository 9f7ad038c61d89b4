package tenfold.control.scale;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One group for people.
///
/// @param mode `ON`, `PAUSED` or `DRY_RUN`; `FIXED` for a service that is not scaled
/// @param startMillis how long an instance takes to start, as measured
/// @param costMillis processor time of a request; null before it was measured
/// @param metrics as observed last
/// @param says what the newest decision says
/// @param decisions the last ones that changed something, or would have; the newest first
public record ScaleView(
        String service,
        String mode,
        int min,
        int max,
        int desired,
        int ready,
        int warm,
        int draining,
        int spot,
        long startMillis,
        @Nullable Double costMillis,
        Map<String, Double> metrics,
        String says,
        List<Made> decisions,
        @Nullable Outlook forecast) {
    /// One decision.
    ///
    /// @param done whether it was followed; not in a dry run or a pause
    public record Made(Instant at, int from, int to, String cause, String reason, boolean done) {}

    /// What is expected of the demand, in cores, and how good such expectations were.
    ///
    /// @param acts whether it asks for instances
    /// @param words why it does or does not
    public record Outlook(
            @Nullable Double demandInMinutes, double days, boolean acts, String words) {}
}
