package tenfold.model.manifest;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Hours of some days, in UTC, in which a group has other bounds; `to` before `from` goes on past
/// midnight, and a null bound stays the group's own.
public record ScaleWindow(
        LocalTime from,
        LocalTime to,
        Set<DayOfWeek> days,
        @Nullable Integer min,
        @Nullable Integer max) {
    public ScaleWindow {
        Check.that(!days.isEmpty(), "a window needs a day");
        Check.that(!from.equals(to), "a window that begins when it ends");
        Check.that(min != null || max != null, "a window needs a bound");
        days = Collections.unmodifiableSet(EnumSet.copyOf(days));
    }

    public boolean holds(Instant now) {
        var time = now.atZone(ZoneOffset.UTC);
        LocalTime clock = time.toLocalTime();
        boolean begun = !clock.isBefore(from);
        boolean over = !clock.isBefore(to);
        DayOfWeek today = time.getDayOfWeek();
        return from.isBefore(to)
                ? days.contains(today) && begun && !over
                : (begun && days.contains(today)) || (!over && days.contains(today.minus(1)));
    }
}
