package tenfold.edge.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.Address;
import tenfold.base.net.Ports;
import tenfold.edge.Edge;
import tenfold.edge.EdgeConfig;
import tenfold.edge.EdgeLimits;
import tenfold.model.Balancing;
import tenfold.model.CachePolicy;
import tenfold.model.CertificateFiles;
import tenfold.model.ClientCertificates;
import tenfold.model.EdgeImage;
import tenfold.model.HealthCheck;
import tenfold.model.InstanceId;
import tenfold.model.Listener;
import tenfold.model.ListenerTls;
import tenfold.model.Route;
import tenfold.model.ServiceProtocol;
import tenfold.model.Target;
import tenfold.model.TargetGroup;
import tenfold.model.TargetGroupId;
import tenfold.model.TargetReport;
import tenfold.model.Zone;
import tenfold.testkit.Await;

/// An edge in front of origins on these ports, which it calls `web-1`, `web-2` and so on. Closing
/// it checks that it met no fault.
public final class RunningEdge implements AutoCloseable {
    public static final TargetGroupId WEB = new TargetGroupId("web");
    public static final ServiceProtocol HTTP2 =
            new ServiceProtocol(ServiceProtocol.Kind.HTTP2, false);
    public static final Duration PATIENCE = Duration.ofSeconds(15);
    public static final HealthCheck QUICK =
            new HealthCheck("/health", true, Duration.ofMillis(100), Duration.ofSeconds(2), 1, 2);

    private final Path folder;
    private final Edge edge;
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final int port;
    private HealthCheck health = QUICK;
    private Listener listener;
    private @Nullable CachePolicy cache;
    private UnaryOperator<EdgeImage> change = UnaryOperator.identity();
    private long version;

    public RunningEdge(EdgeLimits limits, int... origins) throws Exception {
        this(limits, null, origins);
    }

    public RunningEdge(EdgeLimits limits, @Nullable CertificateFiles certificate, int... origins)
            throws Exception {
        this(Edge::new, limits, certificate, origins);
    }

    private RunningEdge(
            Function<EdgeConfig, Edge> opening,
            EdgeLimits limits,
            @Nullable CertificateFiles certificate,
            int... origins)
            throws Exception {
        folder = Files.createTempDirectory("edge");
        edge = opening.apply(EdgeConfig.defaults(log(), faults::add).withLimits(limits));
        port = Ports.anyFree();
        listener = new Listener(Address.loopback(port), certificate);
        serve(origins);
    }

    public static RunningEdge before(Origin... origins) throws Exception {
        return before(EdgeLimits.DEFAULT, origins);
    }

    public static RunningEdge before(EdgeLimits limits, Origin... origins) throws Exception {
        return new RunningEdge(limits, ports(origins)).awaitHealthy(origins.length);
    }

    /// An edge in front of instances that speak HTTP/2.
    public static RunningEdge overHttp2(int... ports) throws Exception {
        var edge = opened(Edge::new);
        edge.checking(QUICK.speaking(HTTP2));
        edge.serve(ports);
        return edge.awaitHealthy(ports.length);
    }

    /// An edge that is opened in a way of its own, in front of nothing yet.
    public static RunningEdge opened(Function<EdgeConfig, Edge> opening) throws Exception {
        return new RunningEdge(opening, EdgeLimits.DEFAULT, null, Ports.anyFree());
    }

    /// An edge that is opened in a way of its own.
    public static RunningEdge before(Function<EdgeConfig, Edge> opening, Origin... origins)
            throws Exception {
        return new RunningEdge(opening, EdgeLimits.DEFAULT, null, ports(origins))
                .awaitHealthy(origins.length);
    }

    /// An edge that caches by this policy, opened with these settings.
    public static RunningEdge caching(
            CachePolicy policy, UnaryOperator<EdgeConfig> settings, Origin... origins)
            throws Exception {
        var edge =
                new RunningEdge(
                        config -> new Edge(settings.apply(config)),
                        EdgeLimits.DEFAULT,
                        null,
                        ports(origins));
        return edge.cache(policy, ports(origins)).awaitHealthy(origins.length);
    }

    /// Applies an image with this policy.
    public RunningEdge cache(@Nullable CachePolicy policy, int... origins) {
        cache = policy;
        serve(origins);
        return this;
    }

    /// Applies an image with these origins.
    public void serve(int... origins) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < origins.length; i++) {
            targets.add(target(i + 1, origins[i], false));
        }
        serve(targets);
    }

    public void serve(List<Target> targets) {
        edge.apply(
                ++version,
                change.apply(
                        new EdgeImage(
                                List.of(listener),
                                List.of(Route.to("all", null, "/", WEB, cache)),
                                List.of(new TargetGroup(WEB, health, targets)))));
    }

    /// Changes every image from the next one on, in this way.
    public RunningEdge changing(UnaryOperator<EdgeImage> images) {
        change = images;
        return this;
    }

    /// Applies an image with these routes and groups, seen from a zone.
    public RunningEdge serve(List<Route> routes, List<TargetGroup> groups, @Nullable Zone zone) {
        edge.apply(++version, new EdgeImage(List.of(listener), routes, groups, zone));
        return this;
    }

    /// A group of origins that are called `name-1` and so on.
    public static TargetGroup group(String name, Balancing balancing, Origin... origins) {
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < origins.length; i++) {
            var id = new InstanceId(name + "-" + (i + 1));
            targets.add(new Target(id, Address.loopback(origins[i].port()), false));
        }
        return new TargetGroup(new TargetGroupId(name), QUICK, balancing, targets);
    }

    /// From the next image on, the listener speaks TLS like this.
    public void listen(
            CertificateFiles certificate,
            List<CertificateFiles> named,
            @Nullable ClientCertificates clients) {
        listen(new ListenerTls(certificate, named, clients, false));
    }

    /// The same with all that can be said of TLS.
    public void listen(ListenerTls tls) {
        listen(Listener.https(Address.loopback(port), tls));
    }

    /// From the next image on, this is the only listener.
    public void listen(Listener other) {
        listener = other;
    }

    public Address address() {
        return listener.address();
    }

    /// From the next image on, the targets are asked for their health like this.
    public void checking(HealthCheck check) {
        health = check;
    }

    public static Target target(int number, int port, boolean draining) {
        return new Target(new InstanceId("web-" + number), Address.loopback(port), draining);
    }

    public RunningEdge awaitHealthy(int count) throws Exception {
        Await.until(
                count + " healthy targets",
                PATIENCE,
                () -> targets().stream().filter(TargetReport::healthy).count() == count);
        return this;
    }

    public Edge edge() {
        return edge;
    }

    public int port() {
        return port;
    }

    public long version() {
        return version;
    }

    public List<TargetReport> targets() {
        return edge.report().targets();
    }

    public Wire client() throws IOException {
        return Wire.to(port);
    }

    /// Sends one request on a connection of its own and returns the whole answer.
    public String ask(String request) throws IOException {
        try (Wire client = client()) {
            return client.send(request).message();
        }
    }

    public Path log() {
        return folder.resolve("access.log");
    }

    private static int[] ports(Origin... origins) {
        return Stream.of(origins).mapToInt(Origin::port).toArray();
    }

    @Override
    public void close() {
        edge.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("the edge met a fault", faults.getFirst());
        }
    }
}
