package tenfold.base.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A program that starts children as told and waits to be killed; prints `READY` and the reaper's
/// pid.
@SuppressWarnings("InterruptedExceptionSwallowed") // an interrupted test fails
final class Doomed {
    private Doomed() {}

    /// Arguments: the records folder, then one shell command per child.
    @SuppressWarnings("SystemOut") // its output is its interface
    public static void main(String[] args) throws Exception {
        var launcher = new ProcessLauncher(Path.of(args[0]));
        for (String command : List.of(args).subList(1, args.length)) {
            Thread shortLived =
                    Thread.ofPlatform().start(() -> start(launcher, Path.of(args[0]), command));
            shortLived.join();
        }
        System.out.println("READY " + launcher.reaperPid());
        System.out.flush();
        var _ = System.in.read();
    }

    private static void start(ProcessLauncher launcher, Path folder, String command) {
        try {
            launcher.start(
                    ChildSpec.of("doomed", folder, List.of("/bin/sh", "-c", command))
                            .environment(Map.of("PATH", "/usr/bin:/bin")));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
