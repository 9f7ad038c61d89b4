package tenfold.watch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import tenfold.watch.store.StoreLimits;

/// Where things are, how much the watch may take, and who hears of its faults.
public record WatchConfig(
        Folders folders, StoreLimits limits, Clock clock, Consumer<Throwable> faults) {
    /// `watch` is its own, alarms' commands run in `application`, and what applications send as
    /// logs goes to `logs`.
    public record Folders(Path watch, Path application, Path logs) {}

    public static WatchConfig of(Folders folders, Consumer<Throwable> faults) {
        return new WatchConfig(folders, StoreLimits.DEFAULT, Clock.systemUTC(), faults);
    }
}
