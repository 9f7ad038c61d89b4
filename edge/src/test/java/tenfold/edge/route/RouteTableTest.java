package tenfold.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.Forwarded;
import tenfold.edge.http.HeadLimits;
import tenfold.edge.http.RequestHead;
import tenfold.model.Route;
import tenfold.model.TargetGroupId;

class RouteTableTest {
    private static final Forwarded CLIENT =
            new Forwarded("10.1.2.3", Ascii.bytes("127.0.0.1"), 80, false);

    private static final RouteTable<String> TABLE =
            new RouteTable<>(
                    List.of(
                            route(null, "/", "any"),
                            route(null, "/api", "api"),
                            route(null, "/api/v2/", "api2"),
                            route("app.test", "/only", "app"),
                            route("*.app.test", "/", "wild"),
                            route("*.deep.app.test", "/", "deep")),
                    route -> route.name().value());

    @ParameterizedTest
    @CsvSource({
        "other, /, any",
        "other, /api, api",
        "other, /api/x, api",
        "other, /apix, any",
        "other, /api/v2, api2",
        "other, /api/v2/x, api2",
        "other, //api, api",
        "other, /%61pi/x, api",
        "other, /api?x=/api/v2, api",
        "app.test, /only/x, app",
        "APP.TEST:8080, /only, app",
        "app.test., /only, app",
        "app.test, /, any",
        "x.app.test, /only, wild",
        "x.y.app.test, /, wild",
        "x.deep.app.test, /api, deep",
        "xapp.test, /, any",
        "[::1]:80, /, any",
    })
    void theMostSpecificRouteWins(String host, String path, String group) throws Exception {
        assertThat(TABLE.find(request(host, path), CLIENT)).isEqualTo(group);
    }

    @Test
    void nothingFitsNothing() throws Exception {
        var table = new RouteTable<String>(List.of(route("a", "/x", "x")), _ -> "x");

        assertThat(table.find(request("a", "/y"), CLIENT)).isNull();
        assertThat(table.find(request("b", "/x"), CLIENT)).isNull();
        assertThat(RouteTable.empty().find(request("b", "/x"), CLIENT)).isNull();
    }

    private static RequestHead request(String host, String path) throws Exception {
        var head = new RequestHead(new HeadLimits(1024, 1024, 10));
        String text = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        assertThat(head.offer(Unpooled.wrappedBuffer(Ascii.bytes(text)))).isTrue();
        return head;
    }

    private static Route route(@Nullable String host, String path, String group) {
        return Route.to(group, host, path, new TargetGroupId(group), null);
    }
}
