package tenfold.control.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.base.net.Cidr;
import tenfold.model.Balancing;
import tenfold.model.Balancing.Method;
import tenfold.model.Circuit;
import tenfold.model.Concurrency;
import tenfold.model.FixedAnswer;
import tenfold.model.Forward;
import tenfold.model.HashKey;
import tenfold.model.HeaderRewrite;
import tenfold.model.Importance;
import tenfold.model.Outliers;
import tenfold.model.PathMatch;
import tenfold.model.Redirect;
import tenfold.model.RetryPolicy;
import tenfold.model.Rewrite;
import tenfold.model.Route;
import tenfold.model.RouteMatch;
import tenfold.model.Share;
import tenfold.model.Stickiness;
import tenfold.model.TargetGroupId;
import tenfold.model.manifest.Manifest;
import tenfold.model.manifest.ManifestReading.Invalid;
import tenfold.model.manifest.ManifestReading.Loaded;
import tenfold.model.manifest.Problem;

/// What the manifest says about traffic.
class TrafficTest {
    private static final String SERVICES = "services: {web: {run: x}, api: {run: y}}\n";

    @TempDir Path folder;

    @Test
    void aRouteMayNameEveryCondition() throws IOException {
        Route route =
                read(SERVICES
                                + """
                                routes:
                                  - name: beta
                                    priority: 10
                                    host: Shop.Example
                                    path: /img/*.png
                                    methods: [GET, HEAD]
                                    headers:
                                      X-Beta: [yes, "1*"]
                                      X-Any: "*"
                                    query: {v: 2}
                                    source: [10.0.0.0/8, fd00::/8]
                                    service: api
                                  - {service: web}
                                """)
                        .routes()
                        .getFirst();

        assertThat(route.name().value()).isEqualTo("beta");
        assertThat(route.priority()).isEqualTo(10);
        assertThat(route.match())
                .isEqualTo(
                        new RouteMatch(
                                "shop.example",
                                PathMatch.pattern("/img/*.png"),
                                List.of("GET", "HEAD"),
                                Map.of("x-beta", List.of("yes", "1*"), "x-any", List.of("*")),
                                Map.of("v", List.of("2")),
                                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"))));
        assertThat(route.forward()).isEqualTo(Forward.to(new TargetGroupId("api")));
    }

    @Test
    void aRouteMaySendToSeveralAndChangeMuch() throws IOException {
        Route route =
                read(SERVICES
                                + """
                                routes:
                                  - path: /api
                                    services: {web: 95, api: 5}
                                    sticky: {cookie: WHO, lasts: 1h, hash: "header:X-User"}
                                    retry: {attempts: 2, on: [502, 503], try_timeout: 1s, backoff: 20ms}
                                    importance: low
                                    rewrite:
                                      replace: /v2
                                      request_headers: {set: {X-A: b}, remove: [Cookie]}
                                      response_headers: {add: {Vary: X-A}}
                                """)
                        .routes()
                        .getFirst();

        assertThat(route.name().value()).isEqualTo("api");
        assertThat(route.forward())
                .isEqualTo(
                        new Forward(
                                List.of(
                                        new Share(new TargetGroupId("web"), 95),
                                        new Share(new TargetGroupId("api"), 5)),
                                new Stickiness(
                                        "WHO",
                                        Duration.ofHours(1),
                                        new HashKey(HashKey.Of.HEADER, "x-user")),
                                new RetryPolicy(
                                        2,
                                        List.of(502, 503),
                                        Duration.ofSeconds(1),
                                        Duration.ofMillis(20),
                                        Duration.ofSeconds(1)),
                                Importance.LOW));
        assertThat(route.rewrite())
                .isEqualTo(
                        new Rewrite(
                                new HeaderRewrite(Map.of("X-A", "b"), Map.of(), List.of("cookie")),
                                new HeaderRewrite(Map.of(), Map.of("Vary", "X-A"), List.of()),
                                "/api",
                                "/v2"));
    }

    @Test
    void aRouteMayAnswerItself() throws IOException {
        List<Route> routes =
                read(SERVICES
                                + """
                                routes:
                                  - path: =/old
                                    redirect: {status: 308, scheme: https, port: 8443, path: "/new{rest}", query: ""}
                                  - path: /robots.txt
                                    respond: {status: 200, type: text/plain, body: "Disallow: /"}
                                  - service: web
                                    sticky: cookie
                                """)
                        .routes();

        assertThat(routes.get(0).match().path()).isEqualTo(PathMatch.exact("/old"));
        assertThat(routes.get(0).redirect())
                .isEqualTo(new Redirect(308, "https", null, 8443, "/new{rest}", ""));
        assertThat(routes.get(1).respond())
                .isEqualTo(new FixedAnswer(200, "text/plain", "Disallow: /"));
        Forward last = routes.get(2).forward();
        assertThat(last == null ? null : last.sticky())
                .isEqualTo(new Stickiness("tenfold", Duration.ZERO, null));
    }

    @Test
    void aServiceMaySayHowItIsBalanced() throws IOException {
        Balancing balancing =
                read("""
                services:
                  web:
                    run: x
                    balance: hash:cookie:SID
                    slow_start: 30s
                    panic: 40%
                    drain: 1m
                    outliers: {failures: 3, ejection: 10s, ejection_max: 2m, ejected_max: 20%, deviations: 2}
                    circuit: {connections: 100, outstanding: 200, pending: 0}
                    concurrency: {min: 4, max: 64}
                """)
                        .services()
                        .getFirst()
                        .balancing();

        assertThat(balancing)
                .isEqualTo(
                        new Balancing(
                                Method.HASH,
                                new HashKey(HashKey.Of.COOKIE, "SID"),
                                Duration.ofSeconds(30),
                                40,
                                new Outliers(
                                        3, Duration.ofSeconds(10), Duration.ofMinutes(2), 20, 2),
                                new Circuit(100, 200, 0),
                                new Concurrency(4, 64),
                                Duration.ofMinutes(1)));
    }

    @Test
    void routesThatSayNothingAreNamedByHostAndPath() throws IOException {
        List<Route> routes =
                read(SERVICES
                                + """
                                routes:
                                  - {service: web}
                                  - {host: "*.Shop.example", path: /a/b_c, service: web}
                                  - {methods: [POST], service: api}
                                """)
                        .routes();

        assertThat(routes.stream().map(route -> route.name().value()))
                .containsExactly("all", "shop.example-a-b-c", "all-2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "{path: 'a', service: web}; `path` is 'a'",
                "{path: '/a?b', service: web}; `path` is '/a?b'",
                "{path: '=/a*', service: web}; is a pattern",
                "{methods: [get], service: web}; 'get' is no method",
                "{headers: {'a b': c}, service: web}; 'a b' is no header",
                "{headers: {a: []}, service: web}; `a` needs 1 to 64 values",
                "{headers: {A: b, a: c}, service: web}; `a` stands twice",
                "{source: [10.0.0.1/8], service: web}; '10.0.0.1/8' is no network",
                "{source: [host], service: web}; 'host' is no network",
                "{service: web, redirect: {port: 1}}; a route has one of",
                "{services: {web: 0}}; not all 0",
                "{services: {web: 1001}}; a weight is",
                "{services: {wbe: 1}}; there is no service `wbe`",
                "{redirect: {}}; a redirect must change something",
                "{redirect: {status: 303, path: /a}}; `status` is 301",
                "{redirect: {path: '/{paht}'}}; `path` cannot be",
                "{redirect: {scheme: ftp}}; `scheme` cannot be 'ftp'",
                "{respond: {status: 204, body: x}}; a 204 has no body",
                "{respond: {type: html}}; `type` cannot be 'html'",
                "{service: web, sticky: yes}; `sticky` is `cookie` or a block",
                "{service: web, sticky: {hash: user}}; wanted source",
                "{service: web, retry: {on: [200]}}; '200' is no status",
                "{service: web, retry: {backoff: 2s}}; `backoff` is above",
                "{service: web, importance: vital}; `importance` is low",
                "{service: web, rewrite: {strip: /a, replace: /b}}; by `strip` or by `replace`",
                "{service: web, path: '/*', rewrite: {replace: /b}}; without a pattern",
                "{respond: {}, rewrite: {strip: /a}}; `rewrite` is for routes that send",
                "{service: web, rewrite: {request_headers: {set: {Host: a}}}}; header 'Host'",
                "{service: web, rewrite: {response_headers: {remove: [TE]}}}; header 'TE'",
                "{service: web, rewrite: {request_headers: {add: {a: 'é'}}}}; no header value",
                "{service: web, name: A}; `name` 'A' is not",
                "{service: web, priority: 0}; `priority` is 0",
            })
    void aWrongRouteIsToldApart(String route, String message) throws IOException {
        assertThat(problems(SERVICES + "routes: [" + route + "]"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message()).contains(message);
                    assertThat(problem.line()).isEqualTo(2);
                    assertThat(problem.column()).isPositive();
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "balance: random; `balance` is 'random'",
                "balance: 'hash:x'; `balance` is 'hash:x'",
                "panic: 50; wanted a percentage",
                "outliers: {ejection: 2m, ejection_max: 1m}; `ejection_max` is below",
                "outliers: {ejected: 1}; unknown key `ejected`",
                "circuit: {pending: -1}; `pending` must be a whole number",
                "concurrency: fixed; `concurrency` is `adaptive` or a block",
                "concurrency: {min: 9, max: 8}; `max` 8 is below",
            })
    void aWrongServiceIsToldApart(String line, String message) throws IOException {
        assertThat(problems("services: {web: {run: x, " + line + "}}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains(message));
    }

    @Test
    void namesAndPrioritiesStandOnce() throws IOException {
        assertThat(
                        problems(
                                SERVICES
                                        + """
                                        routes:
                                          - {name: a, priority: 1, service: web}
                                          - {name: a, priority: 1, service: web}
                                        """))
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "two routes are called `a`", "`priority` 1 stands at two routes");
    }

    private Manifest read(String text) throws IOException {
        Files.writeString(folder.resolve(ManifestReader.FILE), text);
        return switch (ManifestReader.read(folder, Optional.empty())) {
            case Loaded loaded -> loaded.manifest();
            case Invalid invalid -> throw new AssertionError(invalid.problems().toString());
        };
    }

    private List<Problem> problems(String text) throws IOException {
        Files.writeString(folder.resolve(ManifestReader.FILE), text);
        return switch (ManifestReader.read(folder, Optional.empty())) {
            case Loaded loaded -> throw new AssertionError("no problem: " + loaded.manifest());
            case Invalid invalid -> invalid.problems();
        };
    }
}
