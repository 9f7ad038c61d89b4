package tenfold.platform.up;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import tenfold.base.process.Leftovers;
import tenfold.base.process.ProcessLauncher;
import tenfold.cli.UpRequest;
import tenfold.control.Manifests;
import tenfold.model.Image;
import tenfold.model.InstanceSpec;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ManifestReading;
import tenfold.model.manifest.Problem;
import tenfold.platform.node.Node;
import tenfold.platform.node.NodeFolder;
import tenfold.platform.node.NodeLock;
import tenfold.platform.node.NodeRequest;

/// `tenfold up`: checks, builds, starts the node in this process, prints five lines, and stays
/// until it is told to stop.
public final class Up {
    private static final Duration POLL = Duration.ofMillis(20);

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;
    private final Progress progress;

    private Up(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.progress = new Progress(err);
    }

    /// Runs until the application is stopped; returns the exit code.
    public static int run(UpRequest request, PrintStream out, PrintStream err) {
        var up = new Up(out, err, request.json());
        try {
            up.run(request);
            return 0;
        } catch (Refusal refusal) {
            err.println("tenfold: " + refusal.getMessage());
            err.println("  next: " + refusal.next());
            return refusal.exitCode();
        } catch (IOException e) {
            err.println("tenfold: " + e);
            err.println("  next: `tenfold doctor` checks this machine");
            return Refusal.FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Refusal.FAILED;
        }
    }

    private void run(UpRequest request) throws Refusal, IOException, InterruptedException {
        Path application = request.application().toAbsolutePath().normalize();
        Optional<String> command = request.commandLine();
        ManifestReading.Loaded loaded = readManifest(application, command);
        NodeFolder folder = DataFolder.open(application, request.data());
        NodeLock lock =
                NodeLock.take(folder.lock())
                        .orElseThrow(() ->
                                new Refusal(
                                        Refusal.GUARDED,
                                        "this application is already up ("
                                                + NodeLock.holder(folder.lock())
                                                + ", data in "
                                                + folder.root()
                                                + ")",
                                        "`tenfold status%1$s` shows it, `tenfold down%1$s` stops it"
                                                .formatted(request.words())));
        try (lock;
                ProcessLauncher launcher = launcher(folder)) {
            if (folder.hasReleases()) {
                progress.step(
                        "starts the release that served last; `tenfold deploy` releases the folder");
            } else {
                Builds.run(loaded.manifest(), application, folder, launcher, progress);
            }
            var definition =
                    new Definition(
                            application,
                            folder.root(),
                            command,
                            request.port(),
                            detected(loaded.manifest()));
            runNode(
                    loaded.manifest(),
                    new NodeRequest(
                            application, folder, command, request.port(), definition.fingerprint()),
                    launcher);
        }
    }

    /// Ends first what an earlier node that was killed may have left.
    private ProcessLauncher launcher(NodeFolder folder) throws IOException, InterruptedException {
        for (String ended : Leftovers.end(folder.children())) {
            progress.step("ended what an earlier start left behind: " + ended);
        }
        var launcher = new ProcessLauncher(folder.children());
        launcher.weakness().ifPresent(weakness -> progress.step("note: " + weakness));
        return launcher;
    }

    private ManifestReading.Loaded readManifest(Path application, Optional<String> command)
            throws Refusal {
        if (!Files.isDirectory(application)) {
            throw new Refusal(
                    Refusal.FAILED,
                    application + " is not a folder",
                    "give the folder of an application: `tenfold up DIR`");
        }
        return switch (Manifests.read(application, command)) {
            case ManifestReading.Loaded loaded -> loaded;
            case ManifestReading.Invalid(var problems) -> {
                for (Problem problem : problems) {
                    String place =
                            problem.place().isEmpty()
                                    ? ""
                                    : "tenfold.yaml:" + problem.place() + " ";
                    err.println(problem.code() + " " + place + problem.message());
                    err.println("  next: " + problem.next());
                }
                throw new Refusal(
                        Refusal.FAILED,
                        problems.size() == 1
                                ? "there is 1 problem in " + application
                                : "there are " + problems.size() + " problems in " + application,
                        "mend this and run `tenfold up` again; docs/reference/manifest.md has every key");
            }
        };
    }

    /// What is not in the file but was found in the folder. In words of its own: a record's
    /// `toString`, written by the JVM when it is first called, takes longer than reading the file.
    private static String detected(Manifest manifest) {
        return manifest.services().stream()
                .map(service -> service.name().value() + " " + service.run())
                .collect(Collectors.joining("\0"));
    }

    private void runNode(Manifest manifest, NodeRequest request, ProcessLauncher launcher)
            throws Refusal, IOException, InterruptedException {
        try (var node = new Node(request, launcher, progress::step)) {
            // On Ctrl-C or TERM everything ends in order before the JVM does.
            Runtime.getRuntime().addShutdownHook(new Thread(node::close, "stop"));
            awaitReady(node);
            if (!node.stopping()) {
                announce(manifest, node, request.folder());
            }
            node.awaitStop();
        }
    }

    private void awaitReady(Node node) throws Refusal, InterruptedException {
        long began = System.nanoTime();
        while (!node.stopping()) {
            switch (readiness(node, began)) {
                case Readiness.Ready() -> {
                    return;
                }
                case Readiness.Waiting(String what) -> progress.waiting("waiting for " + what);
                case Readiness.Failed(String why, String next) ->
                        throw new Refusal(Refusal.FAILED, why, next);
            }
            Thread.sleep(POLL);
        }
    }

    private static Duration startMax(Image image) {
        return image.fleet().instances().stream()
                .map(InstanceSpec::startMax)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static Readiness readiness(Node node, long began) {
        Optional<Image> image = node.image();
        if (image.isPresent()) {
            return Readiness.of(
                    node.report(),
                    image.get().version(),
                    Duration.ofNanos(System.nanoTime() - began).compareTo(startMax(image.get()))
                            > 0);
        }
        return node.refusal()
                .<Readiness>map(Readiness.Failed::in)
                .orElseGet(() -> new Readiness.Waiting("control"));
    }

    /// Five lines; the first as soon as the application serves, which may be before control
    /// answers.
    private void announce(Manifest manifest, Node node, NodeFolder folder)
            throws InterruptedException {
        Image image = node.image().orElseThrow();
        URI url = URI.create("http://" + image.edge().listeners().getFirst().address());
        if (!json) {
            out.println(Announcement.firstLine(url));
            out.flush();
        }
        Announcement lines = announcement(manifest, node, folder, url);
        out.println(json ? lines.json() : lines.otherLines());
        out.flush();
    }

    private Announcement announcement(Manifest manifest, Node node, NodeFolder folder, URI url)
            throws InterruptedException {
        while (true) {
            try {
                var summary = node.summary();
                return new Announcement(
                        url, node.consoleUrl(), folder.root(), summary.stage(), summary.next());
            } catch (IOException _) {
                progress.waiting("waiting for control; " + manifest.name() + " serves at " + url);
                Thread.sleep(POLL);
            }
        }
    }
}
