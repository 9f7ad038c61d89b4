package tenfold.watch.alarm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What one look at an alarm's query found; `words` name the series, `value` is null without data.
record Look(Instant at, Verdict verdict, @Nullable Double value, String words) {
    enum Verdict {
        WELL,
        BREACHING,
        MISSING
    }
}
