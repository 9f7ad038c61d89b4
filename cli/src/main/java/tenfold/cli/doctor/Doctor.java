package tenfold.cli.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tenfold.cli.client.ApplicationFolder;

/// All examinations, in the order of how often they are the cause.
public final class Doctor {
    private Doctor() {}

    public static List<Finding> examine(ApplicationFolder folder, Map<String, String> environment) {
        var proc = Path.of("/proc");
        return List.of(
                Machine.jdk(Runtime.version().feature(), System.getProperty("java.home", "?")),
                Machine.system(
                        System.getProperty("os.name", "?"), System.getProperty("os.arch", "?")),
                Machine.memory(proc.resolve("meminfo")),
                Machine.descriptors(proc.resolve("self/limits")),
                Disk.rights(folder.data()),
                Disk.space(folder.data()),
                Disk.sync(folder.data()),
                Disk.socketPath(folder.data()),
                Disk.clock(folder.data()),
                Network.ports(folder),
                Network.transport(),
                Tools.users(environment, System.getProperty("user.name", "?")),
                Tools.launchers(environment),
                Tools.postgresql(environment));
    }
}
