package tenfold.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// How a user comes back to the same choice: by a cookie that the edge sets (to the same group and
/// instance, as long as they are there), or by a hash (to the same group of several).
///
/// @param cookie its name; null for none
/// @param life how long the browser keeps it; zero until it closes
/// @param key what is hashed to choose among several groups; null chooses by chance
public record Stickiness(@Nullable String cookie, Duration life, @Nullable HashKey key) {
    public Stickiness {
        Check.that(!life.isNegative(), "life %s is negative", life);
        Check.that(cookie != null || key != null, "stickiness needs a cookie or a key");
    }
}
