package tenfold.edge.kit;

import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tenfold.edge.Edge;
import tenfold.edge.EdgeConfig;
import tenfold.edge.EdgeLimits;
import tenfold.model.CachePolicy;
import tenfold.model.CacheTier;
import tenfold.model.EdgeImage;
import tenfold.testkit.FakeClock;

/// A [Site] behind an edge that caches, with a clock that is moved by hand.
public final class CachedSite implements AutoCloseable {
    private final FakeClock clock = new FakeClock();
    private final Site site = new Site();
    private final RunningEdge edge;

    public CachedSite() throws Exception {
        UnaryOperator<EdgeConfig> settings =
                config ->
                        config.withClock(clock)
                                .withLimits(
                                        EdgeLimits.DEFAULT.with(
                                                new EdgeLimits.Waiting(64, Duration.ofSeconds(1))));
        edge = RunningEdge.caching(CachePolicy.DEFAULT, settings, site.origin());
    }

    public Site site() {
        return site;
    }

    public Edge edge() {
        return edge.edge();
    }

    public int port() {
        return edge.port();
    }

    public Wire client() throws IOException {
        return edge.client();
    }

    public void pass(Duration time) {
        clock.advance(time);
    }

    /// Null caches nothing.
    public void serve(@Nullable CachePolicy policy) {
        edge.cache(policy, site.origin().port());
    }

    /// Applies an image with this cache.
    public void apply(CacheTier tier) {
        edge.changing(image ->
                        new EdgeImage(
                                image.listeners(),
                                image.routes(),
                                image.groups(),
                                image.zone(),
                                tier,
                                image.shield()))
                .serve(site.origin().port());
    }

    /// As it was at the beginning, but for its clock and counters.
    public void forget() {
        serve(CachePolicy.DEFAULT);
        edge().purgeAll();
        site.clear();
    }

    public String get(String target) throws IOException {
        return get(target, "");
    }

    /// `lines` are header lines, with `|` between them.
    public String get(String target, String lines) throws IOException {
        return request("GET " + target, lines);
    }

    public String request(String start, String lines) throws IOException {
        String more = lines.isEmpty() ? "" : lines.replace("|", "\r\n") + "\r\n";
        String message = start + " HTTP/1.1\r\nHost: app.test\r\n" + more + "\r\n";
        try (var client = edge.client()) {
            client.send(message);
            return start.startsWith("HEAD") ? client.head() : client.message();
        }
    }

    public void askAll(String... targets) throws IOException {
        for (String target : targets) {
            get(target);
        }
    }

    @Override
    public void close() throws IOException {
        edge.close();
        site.close();
    }
}
