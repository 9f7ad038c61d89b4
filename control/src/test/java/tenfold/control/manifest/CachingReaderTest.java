package tenfold.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.base.net.Cidr;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;
import tenfold.model.Desync;
import tenfold.model.RateLimit;
import tenfold.model.Route;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ManifestReading.Loaded;

/// What a manifest says about cache and shield.
class CachingReaderTest {
    private static final String FULL =
            """
            services: {web: {run: ./serve}}
            routes:
              - path: /
                service: web
              - path: /private
                service: web
                cache: off
              - path: /assets
                service: web
                cache:
                  ttl: 10m
                  ttl_max: 24h
                  negative_ttl: 30s
                  error_ttl: 0s
                  stale_while_revalidate: 1m
                  stale_if_error: 1h
                  ignored_query: [utm_*, fbclid]
                  keyed_headers: [X-Country]
                  compress: false
                  body_max: 64MB
                  promises: [cookies change nothing, set cookie means nothing]
                allow: [10.0.0.0/8, "2001:db8::/32"]
                deny: [10.1.2.3]
                rate_limit: {requests: 100, per: 1m, burst: 20, key: header X-Api-Key}
            edge:
              cache: {memory: 256MB, disk: 2GB}
              shield: {desync: strictest, deny: [192.0.2.0/24], connections_per_address: 50}
            """;

    @TempDir Path folder;

    @Test
    void readsEveryKeyOfACachePolicy() throws Exception {
        Route route = read(FULL).routes().getLast();

        assertThat(route.cache())
                .isEqualTo(
                        CachePolicy.DEFAULT
                                .withTimes(
                                        Duration.ofMinutes(10),
                                        Duration.ofSeconds(30),
                                        Duration.ZERO)
                                .withTtlMax(Duration.ofHours(24))
                                .withStale(Duration.ofMinutes(1), Duration.ofHours(1))
                                .withKey(
                                        java.util.Set.of("utm_*", "fbclid"),
                                        java.util.Set.of("x-country"))
                                .promising(
                                        Promise.COOKIES_CHANGE_NOTHING,
                                        Promise.SET_COOKIE_MEANS_NOTHING)
                                .uncompressed()
                                .withBodyBytesMax(64L << 20));
    }

    @Test
    void tellsUnsaidFromOff() throws Exception {
        Manifest manifest = read(FULL);
        List<Route> routes = manifest.routes();

        assertThat(routes.get(0).cache()).isNull();
        assertThat(routes.get(1).cache()).isNull();
        assertThat(manifest.edge().neverCached()).containsExactly(routes.get(1).name());
        assertThat(read(FULL.replace("cache: off", "cache: on")).routes().get(1).cache())
                .isEqualTo(CachePolicy.DEFAULT);
    }

    @Test
    void readsWhatIsHeldAgainstAttackers() throws Exception {
        Manifest manifest = read(FULL);
        Route route = manifest.routes().getLast();

        assertThat(route.guard().addresses().allow())
                .containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::/32"));
        assertThat(route.guard().addresses().deny()).containsExactly(Cidr.parse("10.1.2.3"));
        assertThat(route.guard().rate())
                .isEqualTo(
                        new RateLimit(
                                100,
                                Duration.ofMinutes(1),
                                20,
                                new RateLimit.Key(RateLimit.Kind.HEADER, "x-api-key")));
        assertThat(manifest.edge().shield().desync()).isEqualTo(Desync.STRICTEST);
        assertThat(manifest.edge().shield().perAddressMax()).isEqualTo(50);
        assertThat(manifest.edge().cache().memoryMib()).isEqualTo(256);
        assertThat(manifest.edge().cache().diskMib()).isEqualTo(2048);
    }

    private Manifest read(String yaml) throws IOException {
        Files.writeString(folder.resolve("tenfold.yaml"), yaml);
        var reading = ManifestReader.read(folder, Optional.empty());
        assertThat(reading).as(reading.toString()).isInstanceOf(Loaded.class);
        return ((Loaded) reading).manifest();
    }
}
