package tenfold.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import tenfold.edge.Edge;
import tenfold.model.HostReport;
import tenfold.model.NodeReport;
import tenfold.watch.Watch;
import tenfold.watch.WatchConfig;
import tools.jackson.databind.json.JsonMapper;

/// The edge as [EdgeContender] has it, with everything that metrics cost: each second a report,
/// written as JSON and read again as on its way to control, and kept by a watch. Arguments: the
/// watch's folder, then those of [EdgeContender].
final class WatchedEdge {
    private WatchedEdge() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        Path folder = Path.of(arguments[0]);
        Edge edge = EdgeContender.open(Arrays.copyOfRange(arguments, 1, arguments.length));
        var folders = new WatchConfig.Folders(folder.resolve("watch"), folder, folder);
        try (var watch = new Watch(WatchConfig.of(folders, Faults::die))) {
            while (true) {
                Thread.sleep(1000);
                var report =
                        new NodeReport(
                                Instant.now(), 1, 1, HostReport.UNKNOWN, edge.report(), null, null);
                byte[] json = JsonMapper.shared().writeValueAsBytes(report);
                watch.accept(JsonMapper.shared().readValue(json, NodeReport.class));
            }
        }
    }
}
