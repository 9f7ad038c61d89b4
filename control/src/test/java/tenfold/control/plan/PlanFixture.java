package tenfold.control.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.model.Balancing;
import tenfold.model.CacheTier;
import tenfold.model.HealthCheck;
import tenfold.model.PoolMode;
import tenfold.model.Route;
import tenfold.model.ServiceName;
import tenfold.model.Shield;
import tenfold.model.TargetGroupId;
import tenfold.model.Zone;
import tenfold.model.manifest.DatabaseManifest;
import tenfold.model.manifest.EdgeManifest;
import tenfold.model.manifest.Goals;
import tenfold.model.manifest.ListenerManifest;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ReleaseManifest;
import tenfold.model.manifest.ServiceManifest;
import tenfold.model.manifest.WatchManifest;

/// An application called forum with one service.
public final class PlanFixture {
    private PlanFixture() {}

    public static Manifest forum(int scale) {
        return manifest("forum", service(scale, Map.of(), null), null);
    }

    /// The same with one listener more.
    public static Manifest listening(ListenerManifest listener) {
        Manifest plain = forum(1);
        EdgeManifest edge = plain.edge();
        return new Manifest(
                plain.name(),
                plain.services(),
                plain.routes(),
                new EdgeManifest(
                        edge.port(),
                        edge.tlsPort(),
                        edge.cache(),
                        edge.shield(),
                        edge.neverCached(),
                        List.of(listener)),
                plain.database(),
                plain.goals(),
                plain.release(),
                plain.zones(),
                plain.watch());
    }

    static Manifest manifest(String name, ServiceManifest web, @Nullable Integer edgePort) {
        return new Manifest(
                name,
                List.of(web),
                List.of(Route.to("all", null, "/", new TargetGroupId("web"), null)),
                new EdgeManifest(
                        edgePort, null, CacheTier.DEFAULT, Shield.DEFAULT, Set.of(), List.of()),
                new DatabaseManifest(null, null, PoolMode.TRANSACTION, 40),
                new Goals(null, null),
                ReleaseManifest.DEFAULT,
                List.of(Zone.FIRST),
                WatchManifest.NONE);
    }

    static ServiceManifest service(
            int scale, Map<String, String> environment, @Nullable List<String> sets) {
        return new ServiceManifest(
                new ServiceName("web"),
                null,
                "java -jar forum.jar",
                HealthCheck.DEFAULT,
                Balancing.DEFAULT,
                scale,
                null,
                null,
                environment,
                sets,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }

    public static Site site(Path application) {
        return new Site(
                application,
                application.resolve(".tenfold"),
                Path.of(System.getProperty("java.io.tmpdir")),
                8192,
                Map.of("PATH", "/usr/bin", "HOME", "/home/ada", "SECRET_OF_SHELL", "x"));
    }
}
