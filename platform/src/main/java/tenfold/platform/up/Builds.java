package tenfold.platform.up;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import tenfold.base.process.ProcessLauncher;
import tenfold.fleet.build.Build;
import tenfold.fleet.build.BuildResult;
import tenfold.fleet.build.BuildStep;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ServiceManifest;
import tenfold.platform.node.NodeFolder;

/// Runs the build commands of a manifest before anything starts, showing their output as it comes.
final class Builds {
    private static final Duration BUILD_MAX = Duration.ofMinutes(30);

    private Builds() {}

    static void run(
            Manifest manifest,
            Path application,
            NodeFolder folder,
            ProcessLauncher launcher,
            Progress progress)
            throws Refusal, IOException, InterruptedException {
        var build = new Build(launcher, folder.builds());
        for (ServiceManifest service : manifest.services()) {
            String command = service.build();
            if (command != null) {
                var step =
                        new BuildStep(
                                service.name(), command, application, System.getenv(), BUILD_MAX);
                try (var _ = progress.during("building " + service.name() + ": " + command)) {
                    report(build.run(step, progress::line), service, progress);
                }
            }
        }
    }

    private static void report(BuildResult result, ServiceManifest service, Progress progress)
            throws Refusal {
        switch (result) {
            case BuildResult.UpToDate() -> {}
            case BuildResult.Built(Duration took) ->
                    progress.step("built " + service.name() + " in " + took.toSeconds() + " s");
            case BuildResult.Failed(String words) ->
                    throw new Refusal(
                            Refusal.FAILED,
                            "the build of " + service.name() + " failed: " + words,
                            "mend it or the key `build` in tenfold.yaml, then `tenfold up` again");
        }
    }
}
