package tenfold.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.edge.Edge;
import tenfold.edge.EdgeConfig;
import tenfold.model.CachePolicy;
import tenfold.model.CertificateFiles;
import tenfold.model.EdgeImage;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceId;
import tenfold.model.Listener;
import tenfold.model.Route;
import tenfold.model.Target;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;

/// The edge in front of one origin. Arguments: listening port, origin's port, access log; then
/// `cache` when it is to cache, or the PEM files of a certificate and its key for HTTPS.
final class EdgeContender {
    private EdgeContender() {}

    public static void main(String[] arguments) throws InterruptedException {
        open(arguments);
        new CountDownLatch(1).await();
    }

    /// The edge, serving; it closes when the process ends.
    static Edge open(String[] arguments) {
        var listener =
                new Listener(
                        Address.loopback(Integer.parseInt(arguments[0])), certificate(arguments));
        var origin = Address.loopback(Integer.parseInt(arguments[1]));
        var group = new TargetGroupId("origin");
        var targets = List.of(new Target(new InstanceId("origin-1"), origin, false));
        CachePolicy cache = arguments.length == 4 ? CachePolicy.DEFAULT : null;
        var image =
                new EdgeImage(
                        List.of(listener),
                        List.of(Route.to("all", null, "/", group, cache)),
                        List.of(new TargetGroup(group, HealthCheck.DEFAULT, targets)));
        var edge = new Edge(EdgeConfig.defaults(Path.of(arguments[2]), Faults::die));
        edge.apply(1, image);
        Runtime.getRuntime().addShutdownHook(new Thread(edge::close));
        return edge;
    }

    private static @Nullable CertificateFiles certificate(String[] arguments) {
        if (arguments.length < 5) {
            return null;
        }
        Path chain = Path.of(arguments[3]);
        return new CertificateFiles(chain, Path.of(arguments[4]), chain);
    }
}
