package tenfold.watch;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import tenfold.watch.store.StoreLimits;

/// Where the watch keeps its files, where the application is (alarms' commands run there), how much
/// it may take, and who hears of its faults.
public record WatchConfig(
        Path folder,
        Path application,
        StoreLimits limits,
        Clock clock,
        Consumer<Throwable> faults) {
    public static WatchConfig of(Path folder, Path application, Consumer<Throwable> faults) {
        return new WatchConfig(folder, application, StoreLimits.DEFAULT, Clock.systemUTC(), faults);
    }
}
