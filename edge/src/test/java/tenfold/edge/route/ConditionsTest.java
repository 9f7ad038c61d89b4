package tenfold.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.base.net.Cidr;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HeadLimits;
import tenfold.edge.http.RequestHead;
import tenfold.model.Forward;
import tenfold.model.PathMatch;
import tenfold.model.Rewrite;
import tenfold.model.Route;
import tenfold.model.RouteMatch;
import tenfold.model.RouteName;
import tenfold.model.TargetGroupId;

/// Which of several routes takes a request.
class ConditionsTest {
    private static final Forwarded CLIENT =
            new Forwarded("10.1.2.3", Ascii.bytes("127.0.0.1"), 80, false);

    @ParameterizedTest
    @CsvSource({
        "/login, exact",
        "/%6Cogin, exact",
        "/login/x, prefix",
        "/logins, any",
        "/img/a/b.png, pattern",
        "/img/.png, pattern",
        "/img/a.gif, any",
        "/img, any",
    })
    void pathsAreExactPatternsOrPrefixes(String path, String route) throws Exception {
        var table =
                table(
                        route("any", RouteMatch.ALL),
                        route("prefix", RouteMatch.of(null, PathMatch.prefix("/login"))),
                        route("exact", RouteMatch.of(null, PathMatch.exact("/login"))),
                        route("pattern", RouteMatch.of(null, PathMatch.pattern("/img/*.png"))));

        assertThat(find(table, "GET " + path)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /a, read",
        "HEAD /a, read",
        "PURGE /a, purge",
        "PURG /a, any",
        "POST /a, any",
    })
    void methodsAreCompared(String line, String route) throws Exception {
        var table =
                table(
                        route("any", RouteMatch.ALL),
                        route("read", methods("GET", "HEAD")),
                        route("purge", methods("PURGE")));

        assertThat(find(table, line)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Beta: yes, beta",
        "x-BETA: yes, beta",
        "X-Beta: yess, any",
        "X-Beta: no|X-Beta: yes, beta",
        "User-Agent: Old Mobile 3, mobile",
        "X-Traced: 1, traced",
        "X-Traced:, traced",
        "X-Trace: 1, any",
    })
    void headersAreComparedByValueOrPresence(String lines, String route) throws Exception {
        var table =
                table(
                        route("any", RouteMatch.ALL),
                        route("beta", headers(Map.of("x-beta", List.of("yes", "ja")))),
                        route("mobile", headers(Map.of("user-agent", List.of("*Mobile*")))),
                        route("traced", headers(Map.of("x-traced", List.of("*")))));

        assertThat(find(table, "GET /", lines.split("\\|"))).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "/?v=2, two",
        "/?a=1&v=2, two",
        "/?v=1&v=2, two",
        "/?%76=%32, two",
        "/?v=22, any",
        "/?V=2, any",
        "/?city=K%C3%B6ln+S%C3%BCd, city",
        "/?flag, flag",
        "/?flag=, flag",
        "/?flag=%zz, flag",
        "/?, any",
        "/, any",
    })
    void parametersAreComparedDecoded(String target, String route) throws Exception {
        var table =
                table(
                        route("any", RouteMatch.ALL),
                        route("two", query("v", "2")),
                        route("city", query("city", "Köln *")),
                        route("flag", query("flag", "*")));

        assertThat(find(table, "GET " + target)).isEqualTo(route);
    }

    @Test
    void sourcesAreNetworks() throws Exception {
        var table =
                table(
                        route("any", RouteMatch.ALL),
                        route("inside", sources("10.0.0.0/8", "fd00::/8")),
                        route("office", sources("10.9.0.0/16")));

        assertThat(find(table, "GET /")).isEqualTo("inside");
        var other = new Forwarded("fd00::1%eth0", Ascii.bytes("x"), 80, false);
        assertThat(table.find(request("GET /"), other)).isEqualTo("inside");
        var far = new Forwarded("192.0.2.1", Ascii.bytes("x"), 80, false);
        assertThat(table.find(request("GET /"), far)).isEqualTo("any");
    }

    @Test
    void prioritiesComeBeforeWhatIsMoreSpecific() throws Exception {
        var table =
                table(
                        route("specific", RouteMatch.of("a.test", PathMatch.exact("/x"))),
                        route("second", 2, RouteMatch.ALL),
                        route("first", 1, methods("POST")));

        assertThat(find(table, "POST /x")).isEqualTo("first");
        assertThat(find(table, "GET /x")).isEqualTo("second");
    }

    @Test
    void moreConditionsComeFirstThenTheOrderOfTheImage() throws Exception {
        var table =
                table(
                        route("one", headers(Map.of("a", List.of("*")))),
                        route("same", headers(Map.of("b", List.of("*")))),
                        route("two", headers(Map.of("a", List.of("*"), "b", List.of("*")))));

        assertThat(find(table, "GET /", "a: 1", "b: 1")).isEqualTo("two");
        assertThat(find(table, "GET /", "a: 1")).isEqualTo("one");
        assertThat(find(table, "GET /", "b: 1")).isEqualTo("same");
        assertThat(find(table, "GET /")).isNull();
    }

    @Test
    void manyHostsAreToldApart() throws Exception {
        var routes = new java.util.ArrayList<Route>();
        for (int i = 0; i < 400; i++) {
            String host = (i % 4 == 0 ? "*." : "") + "shop" + i + ".test";
            routes.add(route("shop" + i, RouteMatch.of(host, PathMatch.ALL)));
        }
        var table = table(routes.toArray(Route[]::new));

        for (int i = 0; i < 400; i++) {
            String host = (i % 4 == 0 ? "a." : "") + "Shop" + i + ".test";
            assertThat(table.find(request("GET /", host), CLIENT)).isEqualTo("shop" + i);
        }
        assertThat(table.find(request("GET /", "shop400.test"), CLIENT)).isNull();
        assertThat(table.find(request("GET /", "shop4.test"), CLIENT)).isNull();
    }

    @Test
    void aLookupByHostAndPathAllocatesNothing() throws Exception {
        var table =
                table(
                        route("any", RouteMatch.ALL),
                        route("wild", RouteMatch.of("*.b.test", PathMatch.ALL)),
                        route("api", RouteMatch.of("a.b.test", PathMatch.prefix("/api"))),
                        route("post", methods("POST")));
        RequestHead head = request("GET /api/things", "A.b.test:8080");
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 20_000;
        for (int i = 0; i < rounds; i++) {
            assertThat(table.find(head, CLIENT) != null).isTrue();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < rounds; i++) {
            if (table.find(head, CLIENT) == null) {
                throw new AssertionError("lost");
            }
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(bytes).isLessThan(rounds); // not one byte a lookup; compilers allocate a little
    }

    private static RouteTable<String> table(Route... routes) {
        return new RouteTable<>(List.of(routes), route -> route.name().value());
    }

    private static @Nullable String find(
            RouteTable<String> table, String methodAndTarget, String... lines) throws Exception {
        return table.find(request(methodAndTarget, "a.test", lines), CLIENT);
    }

    private static RequestHead request(String methodAndTarget) throws Exception {
        return request(methodAndTarget, "a.test");
    }

    private static RequestHead request(String methodAndTarget, String host, String... lines)
            throws Exception {
        var head = new RequestHead(new HeadLimits(1024, 1024, 10));
        var text = new StringBuilder(methodAndTarget + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        byte[] bytes = text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(head.offer(Unpooled.wrappedBuffer(bytes))).isTrue();
        return head;
    }

    private static Route route(String name, RouteMatch match) {
        return route(name, null, match);
    }

    private static Route route(String name, @Nullable Integer priority, RouteMatch match) {
        return new Route(
                new RouteName(name),
                priority,
                match,
                Forward.to(new TargetGroupId("web")),
                null,
                null,
                Rewrite.NONE,
                null,
                tenfold.model.RouteGuard.NONE);
    }

    private static RouteMatch methods(String... methods) {
        return new RouteMatch(null, PathMatch.ALL, List.of(methods), Map.of(), Map.of(), List.of());
    }

    private static RouteMatch headers(Map<String, List<String>> headers) {
        return new RouteMatch(null, PathMatch.ALL, List.of(), headers, Map.of(), List.of());
    }

    private static RouteMatch query(String name, String value) {
        return new RouteMatch(
                null, PathMatch.ALL, List.of(), Map.of(), Map.of(name, List.of(value)), List.of());
    }

    private static RouteMatch sources(String... networks) {
        return new RouteMatch(
                null,
                PathMatch.ALL,
                List.of(),
                Map.of(),
                Map.of(),
                List.of(networks).stream().map(Cidr::parse).toList());
    }
}
