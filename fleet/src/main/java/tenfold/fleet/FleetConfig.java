package tenfold.fleet;

import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Function;
import tenfold.base.Check;
import tenfold.base.process.ProcessLauncher;
import tenfold.fleet.instance.BackoffLimits;
import tenfold.fleet.instance.Privileges;
import tenfold.fleet.instance.SteadyClock;
import tenfold.model.SecretRef;

/// What the fleet needs beside its image.
///
/// `logs` receives `<instance>.log` and `<job>.log`; `jobs` holds the records of jobs. `secrets`
/// fills `${secret:NAME}` at each launch. At most `startsMax` instances are starting at the same
/// time: more would only make each slower.
public record FleetConfig(
        Path logs,
        Path jobs,
        ProcessLauncher launcher,
        Function<SecretRef, String> secrets,
        Privileges privileges,
        BackoffLimits backoff,
        int startsMax,
        Clock clock) {
    public FleetConfig {
        Check.that(startsMax >= 1, "startsMax %d is below 1", startsMax);
    }

    /// The lowest privileges that work, and as many starts at once as there are cores.
    public static FleetConfig of(
            Path logs, Path jobs, ProcessLauncher launcher, Function<SecretRef, String> secrets) {
        return new FleetConfig(
                logs,
                jobs,
                launcher,
                secrets,
                Privileges.lowest(launcher),
                BackoffLimits.DEFAULT,
                Runtime.getRuntime().availableProcessors(),
                new SteadyClock());
    }
}
