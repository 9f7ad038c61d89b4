package tenfold.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tenfold.model.Image;
import tenfold.model.NodeReport;
import tools.jackson.databind.JsonNode;

/// A node that takes control's images over HTTP, lets a simulated station do what they ask, and
/// reports.
final class GrowingNode {
    private static final int BEATS_MAX = 200;
    private final RunningControl control;
    private final SimulatedStation.Faults faults;
    private @Nullable SimulatedStation station;

    GrowingNode(RunningControl control, SimulatedStation.Faults faults) {
        this.control = control;
        this.faults = faults;
    }

    /// Takes the newest image, does something, and reports.
    void beat() {
        Image image = image();
        SimulatedStation node = station;
        if (node == null) {
            node =
                    new SimulatedStation(
                            image.version(), image.sql().cluster(), new Random(1), faults);
            station = node;
        }
        node.apply(image.version(), image.sql().cluster());
        node.tick();
        assertThat(node.violations).isEmpty();
        int instances = image.fleet().instances().size();
        NodeReport base = Reports.healthy(Instant.now(), instances, 0);
        var report =
                new NodeReport(
                        base.at(),
                        base.pid(),
                        base.memoryBytes(),
                        base.host(),
                        base.edge(),
                        base.fleet(),
                        node.report());
        String body = RunningControl.JSON.writeValueAsString(report);
        assertThat(control.post("/api/v1/reports", body).statusCode()).isEqualTo(204);
    }

    Image image() {
        return RunningControl.JSON.readValue(control.get("/api/v1/image").body(), Image.class);
    }

    void grow(String step, String arguments) {
        String body =
                "{\"step\":\"%s\",\"arguments\":%s,\"dryRun\":false}".formatted(step, arguments);
        assertThat(control.post("/api/v1/grow", body).statusCode()).isEqualTo(202);
    }

    /// Beats until no step runs any more; the newest one.
    JsonNode settle() {
        for (int i = 0; i < BEATS_MAX && newestMove().path("running").asBoolean(); i++) {
            beat();
        }
        assertThat(newestMove().path("running").asBoolean()).isFalse();
        beat();
        return newestMove();
    }

    private JsonNode newestMove() {
        return control.json("/api/v1/moves").path("moves").path(0);
    }
}
