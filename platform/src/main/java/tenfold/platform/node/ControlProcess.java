package tenfold.platform.node;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tenfold.base.process.ChildSpec;
import tenfold.base.process.ProcessLauncher;
import tenfold.control.ConsoleFiles;
import tenfold.control.Control;
import tenfold.control.ControlConfig;
import tenfold.control.ControlRefused;
import tenfold.model.manifest.Problem;
import tenfold.watch.Watch;
import tenfold.watch.WatchConfig;

/// The control process: how the node starts it, and what runs inside it.
public final class ControlProcess {
    /// The word by which [tenfold.platform.Main] knows that it is to be control.
    public static final String COMMAND = "control-process";

    /// Begins the line of what to do, in what such a control says.
    public static final String NEXT = "  next: ";

    /// The exit code of a control that a person has to help first.
    static final int REFUSED = 78;

    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xms16m",
                    "-Xmx96m",
                    "-XX:TieredStopAtLevel=1",
                    "-Xss512k");

    private ControlProcess() {}

    static ControlKeeper keep(
            NodeRequest request,
            ProcessLauncher launcher,
            Consumer<String> messages,
            BooleanSupplier mayStart) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        Optional.ofNullable(System.getProperty("tenfold.control.aot"))
                .ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), "tenfold.platform.Main"));
        command.addAll(
                List.of(
                        COMMAND,
                        request.application().toString(),
                        request.folder().root().toString(),
                        request.port().isPresent() ? "" + request.port().getAsInt() : "-"));
        request.command().ifPresent(command::add);
        ChildSpec spec =
                ChildSpec.of("control", request.folder().root(), command)
                        .environment(inherited())
                        .log(request.folder().logs().resolve("control.log"))
                        .unconfined();
        return new ControlKeeper(launcher, spec, messages, mayStart);
    }

    /// Control plans the instances' environment from that of whoever said `up`.
    private static Map<String, String> inherited() {
        return new LinkedHashMap<>(System.getenv());
    }

    /// Runs control in this process until it is killed; returns only when it cannot.
    public static int run(List<String> arguments, PrintStream err) throws InterruptedException {
        Path application = Path.of(arguments.get(0));
        Path data = Path.of(arguments.get(1));
        Integer port = arguments.get(2).equals("-") ? null : Integer.valueOf(arguments.get(2));
        Optional<String> command = arguments.stream().skip(3).findFirst();
        var console = ConsoleFiles.fromClassPath(ControlProcess.class.getClassLoader(), "console/");
        Consumer<Throwable> faults = fault -> tell(err, fault);
        try (var watch =
                        new Watch(
                                WatchConfig.of(
                                        new WatchConfig.Folders(
                                                data.resolve("watch"),
                                                application,
                                                data.resolve("logs")),
                                        faults));
                var _ =
                        new Control(
                                ControlConfig.of(
                                        new ControlConfig.Application(
                                                application, data, command, port),
                                        console,
                                        new WatchTelemetry(watch),
                                        faults))) {
            new CountDownLatch(1).await();
            return 0;
        } catch (ControlRefused refused) {
            for (Problem problem : refused.problems()) {
                err.println(problem.code() + " " + problem.message());
                err.println(NEXT + problem.next());
            }
            return REFUSED;
        } catch (IOException e) {
            tell(err, e);
            return 1;
        }
    }

    /// A fault goes to control's log with its whole story.
    private static void tell(PrintStream err, Throwable fault) {
        fault.printStackTrace(err);
    }
}
