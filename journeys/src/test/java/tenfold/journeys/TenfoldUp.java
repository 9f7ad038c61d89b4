package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tenfold.testkit.Await;

/// A `tenfold up` in a process of its own, as a person would run it, and the commands against it.
final class TenfoldUp implements AutoCloseable {
    private static final Duration READY_MAX = Duration.ofMinutes(4);

    private final Path application;
    private final Path data;
    private final Process process;
    private final Path output;
    private final Path messages;

    private TenfoldUp(Path application, Path data, Process process, Path output, Path messages) {
        this.application = application;
        this.data = data;
        this.process = process;
        this.output = output;
        this.messages = messages;
    }

    /// Starts it and does not wait.
    static TenfoldUp launch(Path application, Path data, String... more) throws IOException {
        Path output = Files.createTempFile("up", ".out");
        Path messages = Files.createTempFile("up", ".err");
        List<String> command = command("up", application.toString(), "--data", data.toString());
        command.addAll(List.of(more));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(messages.toFile())
                        .start();
        return new TenfoldUp(application, data, process, output, messages);
    }

    /// Starts it and waits for the five lines.
    static TenfoldUp start(Path application, Path data, String... more) throws Exception {
        TenfoldUp up = launch(application, data, more);
        try {
            Await.until(
                    "five lines on standard output",
                    READY_MAX,
                    () -> up.lines().size() >= 5 || !up.process.isAlive());
            assertThat(up.lines()).as(up.messages()).hasSizeGreaterThanOrEqualTo(5);
            return up;
        } catch (Exception | AssertionError e) {
            up.close();
            throw e;
        }
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-cp",
                        Path.of(System.getProperty("tenfold.lib", "../platform/target/tenfold/lib"))
                                        .toAbsolutePath()
                                        .normalize()
                                + "/*",
                        "tenfold.platform.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// The repository's folder of example applications.
    static Path example(String name) {
        return Path.of("../examples", name).toAbsolutePath().normalize();
    }

    URI application() {
        return URI.create(value("Application"));
    }

    URI console() {
        return URI.create(value("Console"));
    }

    Path data() {
        return data;
    }

    Process process() {
        return process;
    }

    String value(String label) {
        return lines().stream()
                .filter(line -> line.startsWith(label + " "))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + label + " in " + lines()));
    }

    List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it said on standard error.
    String messages() {
        try {
            return Files.readString(messages);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits for the end and returns the exit code.
    int awaitExit(Duration patience) throws InterruptedException {
        assertThat(process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s; it said: %s", patience, messages())
                .isTrue();
        return process.exitValue();
    }

    /// Every process below this one, at this moment.
    List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /// Runs another command against the same application and returns what it printed.
    CommandResult run(String... arguments) throws IOException, InterruptedException {
        List<String> command = command(arguments);
        command.addAll(List.of("--app", application.toString(), "--data", data.toString()));
        Path out = Files.createTempFile("cli", ".out");
        Path err = Files.createTempFile("cli", ".err");
        Process cli =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(cli.waitFor(180, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        return new CommandResult(cli.exitValue(), Files.readString(out), Files.readString(err));
    }

    /// Starts another command against the same application; nobody reads what it prints.
    Process begin(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = command(arguments);
        command.addAll(List.of("--app", application.toString(), "--data", data.toString()));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// How a command ended and what it printed.
    record CommandResult(int exit, String out, String err) {}

    /// As Ctrl-C would: everything stops in order.
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not stop within 60 s: " + messages());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(output);
        Files.deleteIfExists(messages);
    }
}
