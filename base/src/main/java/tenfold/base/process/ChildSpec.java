package tenfold.base.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Everything needed to start a child.
///
/// `name` is for messages. `command` is a program and its arguments; put no secret there, every
/// user of the machine can read it. `environment` is all that the child gets. `log` receives its
/// output as `<instant> <line>`; `lines` sees each line at once and must not block. `orphanSignal`
/// is what the child gets when we die first, followed by KILL after `orphanGrace`. A `confined`
/// child has no capabilities and can gain no privileges.
public record ChildSpec(
        String name,
        List<String> command,
        Path folder,
        Map<String, String> environment,
        @Nullable RunAs runAs,
        @Nullable Path log,
        Consumer<String> lines,
        Signal orphanSignal,
        Duration orphanGrace,
        boolean confined) {
    public ChildSpec {
        Check.that(!name.isBlank() && !name.contains("\n"), "a child needs a one-line name");
        Check.that(!command.isEmpty(), "%s needs a command", name);
        Check.that(folder.isAbsolute(), "folder %s must be absolute", folder);
        Check.that(!orphanGrace.isNegative(), "orphanGrace must not be negative");
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// A child with an empty environment and no log that is killed at once when we die.
    public static ChildSpec of(String name, Path folder, List<String> command) {
        return new ChildSpec(
                name,
                command,
                folder,
                Map.of(),
                null,
                null,
                _ -> {},
                Signal.KILL,
                Duration.ZERO,
                true);
    }

    public ChildSpec environment(Map<String, String> variables) {
        return new ChildSpec(
                name,
                command,
                folder,
                variables,
                runAs,
                log,
                lines,
                orphanSignal,
                orphanGrace,
                confined);
    }

    public ChildSpec runAs(@Nullable RunAs user) {
        return new ChildSpec(
                name,
                command,
                folder,
                environment,
                user,
                log,
                lines,
                orphanSignal,
                orphanGrace,
                confined);
    }

    public ChildSpec log(Path file) {
        return new ChildSpec(
                name,
                command,
                folder,
                environment,
                runAs,
                file,
                lines,
                orphanSignal,
                orphanGrace,
                confined);
    }

    public ChildSpec lines(Consumer<String> listener) {
        return new ChildSpec(
                name,
                command,
                folder,
                environment,
                runAs,
                log,
                listener,
                orphanSignal,
                orphanGrace,
                confined);
    }

    public ChildSpec whenOrphaned(Signal signal, Duration grace) {
        return new ChildSpec(
                name, command, folder, environment, runAs, log, lines, signal, grace, confined);
    }

    /// Keeps our own privileges and umask: for a build that must be able to do what its user can.
    public ChildSpec unconfined() {
        return new ChildSpec(
                name,
                command,
                folder,
                environment,
                runAs,
                log,
                lines,
                orphanSignal,
                orphanGrace,
                false);
    }

    /// Without the environment, which may hold secrets.
    @Override
    public String toString() {
        return name + " " + command + " in " + folder;
    }
}
