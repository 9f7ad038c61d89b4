package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.model.Balancing;
import tenfold.model.CachePolicy;
import tenfold.model.FixedAnswer;
import tenfold.model.Forward;
import tenfold.model.HashKey;
import tenfold.model.HeaderRewrite;
import tenfold.model.Importance;
import tenfold.model.PathMatch;
import tenfold.model.Redirect;
import tenfold.model.RetryPolicy;
import tenfold.model.Rewrite;
import tenfold.model.Route;
import tenfold.model.RouteGuard;
import tenfold.model.RouteMatch;
import tenfold.model.RouteName;
import tenfold.model.RouteReport;
import tenfold.model.Share;
import tenfold.model.Stickiness;
import tenfold.model.TargetGroupId;
import tenfold.testkit.Await;

/// What routes do with requests, over real sockets.
class RoutingTest {
    private static final RouteGuard OPEN = RouteGuard.NONE;
    private static final TargetGroupId WEB = new TargetGroupId("web");
    private static final TargetGroupId CANARY = new TargetGroupId("canary");

    @Test
    void redirectsAreMadeOfTheRequestsParts() throws Exception {
        try (Origin origin = Origin.saying("x");
                RunningEdge edge = RunningEdge.before(origin)) {
            var secure = new Redirect(301, "https", null, 8443, null, null);
            var moved = new Redirect(308, null, "new.test", null, "/v2{rest}", "from={path}");
            var bare = new Redirect(302, "https", null, null, "/", "");
            edge.serve(
                    List.of(
                            redirect("secure", "/secure", secure),
                            redirect("moved", "/old", moved),
                            redirect("bare", "/bare", bare)),
                    List.of(RunningEdge.group("web", Balancing.DEFAULT, origin)),
                    null);

            assertThat(get(edge, "/secure/a?b=c", "shop.test:8080"))
                    .startsWith("HTTP/1.1 301 Moved Permanently\r\n")
                    .contains("\r\nLocation: https://shop.test:8443/secure/a?b=c\r\n")
                    .contains("\r\nContent-Length: 0\r\n");
            assertThat(get(edge, "/old/a/b?q={host}", "shop.test:8080"))
                    .contains("\r\nLocation: http://new.test:8080/v2/a/b?from=/old/a/b\r\n");
            assertThat(get(edge, "/%6Fld/a", "shop.test"))
                    .contains("\r\nLocation: http://new.test/v2/a?from=/%6Fld/a\r\n");
            assertThat(get(edge, "/bare/x?y", "[::1]:80"))
                    .contains("\r\nLocation: https://[::1]/\r\n");
        }
    }

    @Test
    void fixedAnswersComeFromTheEdgeAndAreLogged() throws Exception {
        try (Origin origin = Origin.saying("x");
                RunningEdge edge = RunningEdge.before(origin)) {
            edge.serve(
                    List.of(
                            respond("closed", "/", new FixedAnswer(503, "text/plain", "Köln")),
                            respond("robots", "/robots.txt", new FixedAnswer(204, "x/y", ""))),
                    List.of(RunningEdge.group("web", Balancing.DEFAULT, origin)),
                    null);

            try (Wire client = edge.client()) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message())
                        .startsWith("HTTP/1.1 503 ")
                        .contains("\r\nContent-Type: text/plain\r\n", "\r\nContent-Length: 5\r\n")
                        .endsWith("K\u00c3\u00b6ln");
                assertThat(client.send("GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n").head())
                        .startsWith("HTTP/1.1 204 ")
                        .doesNotContain("Content-Length", "Content-Type");
            }
            Await.until(
                    "two lines",
                    RunningEdge.PATIENCE,
                    () ->
                            Files.exists(edge.log())
                                    && Files.readString(edge.log()).lines().count() == 2);
            assertThat(Files.readString(edge.log()).lines().findFirst().orElseThrow())
                    .contains("\"route\":\"closed\",\"reason\":\"respond\"");
            RouteReport closed = report(edge, "closed");
            assertThat(closed.requests()).isEqualTo(1);
            assertThat(closed.answers5xx()).isEqualTo(1);
            assertThat(closed.latency().count()).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/a/b?c=d, /v2/a/b?c=d",
        "/api, /v2",
        "/api?x, /v2?x",
        "/%61pi//a, /v2/a",
        "/apix, /apix",
        "/other, /other",
    })
    void pathsAreRewrittenByWholeSegments(String asked, String seen) throws Exception {
        try (Origin origin = Origin.saying("x");
                RunningEdge edge = RunningEdge.before(origin)) {
            var rewrite = new Rewrite(HeaderRewrite.NONE, HeaderRewrite.NONE, "/api", "/v2/");
            serve(edge, forwarding(RouteMatch.ALL, Forward.to(WEB), rewrite), origin);

            get(edge, asked, "a");

            assertThat(origin.requests().getFirst()).startsWith("GET " + seen + " HTTP/1.1\r\n");
        }
    }

    @Test
    void headersAreRewrittenOnTheWayThereAndBack() throws Exception {
        String answer =
                "HTTP/1.1 200 OK\r\nServer: old\r\nX-Powered-By: a\r\nx-powered-by: b\r\n"
                        + "Vary: Accept\r\nContent-Length: 2\r\n\r\nok";
        try (Origin origin = Origin.answering(answer);
                RunningEdge edge = RunningEdge.before(origin)) {
            var request =
                    new HeaderRewrite(
                            Map.of("X-Tenant", "blue"), Map.of("X-More", "1"), List.of("cookie"));
            var response =
                    new HeaderRewrite(
                            Map.of("Server", "edge"),
                            Map.of("Vary", "X-Tenant"),
                            List.of("x-powered-by"));
            var rewrite = new Rewrite(request, response, null, "");
            serve(edge, forwarding(RouteMatch.ALL, Forward.to(WEB), rewrite), origin);

            String got =
                    edge.ask(
                            "GET / HTTP/1.1\r\nHost: a\r\nCookie: c=1\r\nx-tenant: red\r\nX-More: 0\r\n\r\n");

            assertThat(origin.requests().getFirst())
                    .contains("\r\nX-Tenant: blue\r\n", "\r\nX-More: 0\r\n", "\r\nX-More: 1\r\n")
                    .doesNotContain("Cookie", "red");
            assertThat(got)
                    .contains("\r\nServer: edge\r\n", "\r\nVary: Accept\r\n")
                    .contains("\r\nVary: X-Tenant\r\n", "\r\nContent-Length: 2\r\n")
                    .doesNotContain("owered", "old");
        }
    }

    @Test
    void weightsDivideTheRequests() throws Exception {
        try (Origin web = Origin.saying("web");
                Origin canary = Origin.saying("canary");
                RunningEdge edge = RunningEdge.before(web)) {
            serveBoth(edge, web, canary, 3, 1, null);
            try (Wire client = edge.client()) {
                for (int i = 0; i < 400; i++) {
                    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message();
                }
            }
            assertThat(canary.requests().size()).isBetween(60, 140);
            assertThat(web.requests().size() + canary.requests().size()).isEqualTo(400);
        }
    }

    @Test
    void aCookieBringsUsersBackToTheirGroupAndInstance() throws Exception {
        try (Origin web = Origin.saying("web");
                Origin canary = Origin.saying("canary");
                RunningEdge edge = RunningEdge.before(web)) {
            serveBoth(edge, web, canary, 1, 1, new Stickiness("EDGE", Duration.ofHours(1), null));
            for (int user = 0; user < 10; user++) {
                String first = get(edge, "/", "a");
                assertThat(first).contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600\r\n");
                assertThat(first).doesNotContain("Secure");
                String cookie = first.substring(first.indexOf("EDGE="), first.indexOf("; Path"));
                for (int i = 0; i < 5; i++) {
                    String again = ask(edge, "Cookie: a=b; " + cookie + "; c=d");
                    assertThat(again).doesNotContain("Set-Cookie");
                    assertThat(body(again)).isEqualTo(body(first));
                }
            }
            assertThat(body(ask(edge, "Cookie: EDGE=forged"))).isIn("web", "canary");
        }
    }

    @Test
    void aStickyUserOfAnInstanceThatIsGoneGetsAnother() throws Exception {
        try (Origin one = Origin.saying("one");
                Origin two = Origin.saying("two");
                RunningEdge edge = RunningEdge.before(one)) {
            var sticky = new Stickiness("EDGE", Duration.ZERO, null);
            var forward =
                    new Forward(
                            List.of(new Share(WEB, 1)),
                            sticky,
                            RetryPolicy.DEFAULT,
                            Importance.NORMAL);
            serve(edge, forwarding(RouteMatch.ALL, forward, Rewrite.NONE), one, two);
            edge.awaitHealthy(2);
            String first = get(edge, "/", "a");
            String cookie = first.substring(first.indexOf("EDGE="), first.indexOf("; Path"));
            (body(first).equals("one") ? one : two).kill();
            Await.until( // what it had already taken it may still answer
                    "another instance answers",
                    RunningEdge.PATIENCE,
                    () -> !body(ask(edge, "Cookie: " + cookie)).equals(body(first)));
            assertThat(ask(edge, "Cookie: " + cookie)).contains("\r\nSet-Cookie: EDGE=");
        }
    }

    @Test
    void webSocketsAreStickyToo() throws Exception {
        String switching =
                "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
        try (Origin one = new Origin(wire -> wire.send(switching).head());
                RunningEdge edge = RunningEdge.before(one)) {
            var sticky = new Stickiness("EDGE", Duration.ZERO, null);
            var forward =
                    new Forward(
                            List.of(new Share(WEB, 1)),
                            sticky,
                            RetryPolicy.DEFAULT,
                            Importance.NORMAL);
            serve(edge, forwarding(RouteMatch.ALL, forward, Rewrite.NONE), one);
            try (Wire client = edge.client()) {
                client.send(
                        "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n");
                assertThat(client.head()).contains("\r\nSet-Cookie: EDGE=");
            }
        }
    }

    @Test
    void aHashedKeyChoosesTheSameGroup() throws Exception {
        try (Origin web = Origin.saying("web");
                Origin canary = Origin.saying("canary");
                RunningEdge edge = RunningEdge.before(web)) {
            var key = new HashKey(HashKey.Of.HEADER, "x-user");
            serveBoth(edge, web, canary, 1, 1, new Stickiness(null, Duration.ZERO, key));
            Set<String> seen = new TreeSet<>();
            for (int user = 0; user < 20; user++) {
                String first = body(ask(edge, "X-User: " + user));
                seen.add(first);
                for (int i = 0; i < 3; i++) {
                    assertThat(body(ask(edge, "X-User: " + user))).isEqualTo(first);
                }
            }
            assertThat(seen).containsExactly("canary", "web");
        }
    }

    @Test
    void routesDoTheSameForHttp2() throws Exception {
        try (Origin origin = Origin.saying("web");
                RunningEdge edge = RunningEdge.before(origin)) {
            var sticky = new Stickiness("EDGE", Duration.ZERO, null);
            var forward =
                    new Forward(
                            List.of(new Share(WEB, 1)),
                            sticky,
                            RetryPolicy.DEFAULT,
                            Importance.NORMAL);
            var set = new HeaderRewrite(Map.of("Server", "edge"), Map.of(), List.of());
            var rewrite = new Rewrite(HeaderRewrite.NONE, set, "/v1", "");
            edge.serve(
                    List.of(
                            redirect("old", "/old", new Redirect(308, null, null, 0, "/", "")),
                            respond("empty", "/empty", new FixedAnswer(204, "a/b", "")),
                            forwarding(RouteMatch.ALL, forward, rewrite)),
                    List.of(RunningEdge.group("web", Balancing.DEFAULT, origin)),
                    null);
            edge.awaitHealthy(1);
            try (var client = Http2Wire.to(edge.port())) {
                assertThat(client.get(1, "/old/x").answer(1))
                        .startsWith(":status: 308\n")
                        .contains("location: http://");
                assertThat(client.get(3, "/empty").answer(3))
                        .startsWith(":status: 204\n")
                        .doesNotContain("content-length");
                assertThat(client.get(5, "/v1/a?b").answer(5))
                        .startsWith(":status: 200\n")
                        .contains("set-cookie: EDGE=", "server: edge\n")
                        .endsWith("web");
            }
            assertThat(origin.requests().getFirst()).startsWith("GET /a?b HTTP/1.1\r\n");
        }
    }

    @Test
    void whatIsStoredIsRewrittenOnceAndHoldsNobodysCookie() throws Exception {
        String answer =
                "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nX-Old: 1\r\nContent-Length: 2\r\n\r\nok";
        try (Origin origin = Origin.answering(answer);
                RunningEdge edge = RunningEdge.before(origin)) {
            var sticky = new Stickiness("EDGE", Duration.ZERO, null);
            var forward =
                    new Forward(
                            List.of(new Share(WEB, 1)),
                            sticky,
                            RetryPolicy.DEFAULT,
                            Importance.NORMAL);
            var change = new HeaderRewrite(Map.of(), Map.of("X-New", "1"), List.of("x-old"));
            var rewrite = new Rewrite(HeaderRewrite.NONE, change, "/v1", "");
            var route = forwarding(RouteMatch.ALL, forward, rewrite).with(CachePolicy.DEFAULT);
            serve(edge, route, origin);

            for (int i = 0; i < 3; i++) {
                String got = get(edge, "/v1/page", "a");
                assertThat(got).doesNotContain("X-Old", "Set-Cookie").contains("\r\nX-New: 1\r\n");
                assertThat(got.split("X-New", -1)).hasSize(2);
            }
            assertThat(origin.requests()).hasSize(1);
            assertThat(origin.requests().getFirst()).startsWith("GET /page HTTP/1.1\r\n");
            assertThat(report(edge, "all").requests()).isEqualTo(3);
        }
    }

    private static void serve(RunningEdge edge, Route route, Origin... origins) throws Exception {
        edge.serve(
                List.of(route),
                List.of(RunningEdge.group("web", Balancing.DEFAULT, origins)),
                null);
        edge.awaitHealthy(origins.length);
    }

    private static void serveBoth(
            RunningEdge edge,
            Origin web,
            Origin canary,
            int webWeight,
            int canaryWeight,
            @Nullable Stickiness sticky)
            throws Exception {
        var forward =
                new Forward(
                        List.of(new Share(WEB, webWeight), new Share(CANARY, canaryWeight)),
                        sticky,
                        RetryPolicy.DEFAULT,
                        Importance.NORMAL);
        edge.serve(
                List.of(forwarding(RouteMatch.ALL, forward, Rewrite.NONE)),
                List.of(
                        RunningEdge.group("web", Balancing.DEFAULT, web),
                        RunningEdge.group("canary", Balancing.DEFAULT, canary)),
                null);
        edge.awaitHealthy(2);
    }

    private static Route forwarding(RouteMatch match, Forward forward, Rewrite rewrite) {
        var name = new RouteName("all");
        return new Route(name, null, match, forward, null, null, rewrite, null, OPEN);
    }

    private static Route redirect(String name, String prefix, Redirect redirect) {
        return answering(name, prefix, redirect, null);
    }

    private static Route respond(String name, String prefix, FixedAnswer answer) {
        return answering(name, prefix, null, answer);
    }

    private static Route answering(
            String name, String prefix, @Nullable Redirect redirect, @Nullable FixedAnswer answer) {
        RouteMatch match = RouteMatch.of(null, PathMatch.prefix(prefix));
        var called = new RouteName(name);
        return new Route(called, null, match, null, redirect, answer, Rewrite.NONE, null, OPEN);
    }

    private static RouteReport report(RunningEdge edge, String name) {
        return edge.edge().report().routes().stream()
                .filter(route -> route.name().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String get(RunningEdge edge, String target, String host) throws Exception {
        return edge.ask("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    private static String ask(RunningEdge edge, String line) throws Exception {
        return edge.ask("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n");
    }

    private static String body(String message) {
        return message.substring(message.indexOf("\r\n\r\n") + 4);
    }
}
