package tenfold.control;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Ports;

/// What control needs to know at its start.
///
/// `telemetry` keeps metrics and alarms. `edgePort` is the port that the command line asks for;
/// `environment` that of whoever said `up`; `portIsFree` is asked once for each port, when it is
/// assigned for life; `faults` hears of unforeseen faults.
public record ControlConfig(
        Path applicationFolder,
        Path dataFolder,
        Optional<String> commandAfterDashes,
        @Nullable Integer edgePort,
        ConsoleFiles console,
        Telemetry telemetry,
        Map<String, String> environment,
        long memoryMib,
        IntPredicate portIsFree,
        Clock clock,
        Consumer<Throwable> faults) {
    public ControlConfig {
        applicationFolder = applicationFolder.toAbsolutePath().normalize();
        dataFolder = dataFolder.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /// Which application, and what the command line says about it.
    public record Application(
            Path folder,
            Path dataFolder,
            Optional<String> commandAfterDashes,
            @Nullable Integer edgePort) {}

    /// The usual one: this machine, this process's environment, the real clock.
    public static ControlConfig of(
            Application application,
            ConsoleFiles console,
            Telemetry telemetry,
            Consumer<Throwable> faults) {
        return new ControlConfig(
                application.folder(),
                application.dataFolder(),
                application.commandAfterDashes(),
                application.edgePort(),
                console,
                telemetry,
                System.getenv(),
                MachineMemory.mebibytes(),
                Ports::isFree,
                Clock.systemUTC(),
                faults);
    }
}
