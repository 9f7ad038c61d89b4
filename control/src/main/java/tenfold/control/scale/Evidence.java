package tenfold.control.scale;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Everything that one decision is made from; with the group's rules it can be made again.
///
/// @param min the least at this hour
/// @param max the most at this hour
/// @param peak what the most of the scale-in window needed
/// @param watched for how long every metric was there without a gap
/// @param panic whether the load has lately been twice of what is there
/// @param sinceOut time since the group last grew
/// @param sinceIn time since the group last shrank
public record Evidence(
        Instant at,
        int min,
        int max,
        int desired,
        int ready,
        int starting,
        List<Wish> wishes,
        int peak,
        Duration watched,
        boolean panic,
        Duration sinceOut,
        Duration sinceIn) {
    public Evidence {
        wishes = List.copyOf(wishes);
    }
}
