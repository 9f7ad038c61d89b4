package tenfold.watch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import tenfold.watch.store.StoreLimits;

/// Where the watch keeps its files, how much it may take, and who hears of its faults.
public record WatchConfig(
        Path folder, StoreLimits limits, Clock clock, Consumer<Throwable> faults) {
    public static WatchConfig of(Path folder, Consumer<Throwable> faults) {
        return new WatchConfig(folder, StoreLimits.DEFAULT, Clock.systemUTC(), faults);
    }
}
