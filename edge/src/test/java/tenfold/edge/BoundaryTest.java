package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.RunningServer;
import tenfold.edge.kit.WebServer;
import tenfold.edge.kit.Wire;
import tenfold.testkit.Await;

/// Where one request ends and the next begins must be the same for the edge and for real servers
/// with parsers of their own. Whatever is sent, they see no request that the edge did not send.
@Timeout(90)
class BoundaryTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String[] LINES = {
        "Content-Length: 3",
        "Content-Length: 30",
        "Content-Length: 0",
        "Content-Length: +3",
        "Content-Length: 3, 3",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding:chunked ",
        "Transfer-Encoding: CHUNKED",
        "Transfer-Encoding: x",
        "Transfer-Encoding : chunked",
        " Transfer-Encoding: chunked",
        "Transfer_Encoding: chunked",
        "Transfer-Encoding: chunked, x",
        "X: y\rContent-Length: 40",
        "X: y\nContent-Length: 40",
        "Connection: close",
        "Connection: Content-Length",
        "Expect: 100-continue",
        "Expect: x",
        "Upgrade: h2c",
        "Connection: Upgrade",
        "Host: b",
        "X-A: \u0000",
        "Trailer: X",
        "TE: trailers"
    };
    private static final String[] BODIES = {
        "",
        "abc",
        "3\r\nabc\r\n0\r\n\r\n",
        "0\r\n\r\n",
        "3;x=y\r\nabc\r\n0\r\n\r\n",
        "3\nabc\n0\n\n",
        "3\r\nabcX\r\n0\r\n\r\n",
        "0\r\nX: y\r\n\r\n",
        "00000000000000003\r\nabc\r\n0\r\n\r\n"
    };

    @ParameterizedTest
    @EnumSource
    void theServerSeesNoRequestThatTheEdgeDidNotSend(WebServer kind) throws Exception {
        assumeInstalled(kind);
        try (var server = new RunningServer(kind);
                var edge = new RunningEdge(EdgeLimits.DEFAULT, server.port())) {
            edge.awaitHealthy(1);
            var random = new Random(20_181_128);
            for (int i = 0; i < 400; i++) {
                attack(edge, request(random, i));
            }
            Await.until(
                    "all connections closed",
                    RunningEdge.PATIENCE,
                    () -> edge.edge().report().connectionsOpen() == 0);
            List<String> seen = server.stop();
            assertThat(seen).hasSizeGreaterThan(20).noneMatch(line -> line.startsWith("/smuggled"));
            assertThat(seen.size()).isLessThanOrEqualTo((int) edge.targets().getFirst().requests());
        }
    }

    /// The control: what the test above looks for is seen when it is there.
    @ParameterizedTest
    @EnumSource
    void aSmuggledRequestWouldBeSeen(WebServer kind) throws Exception {
        assumeInstalled(kind);
        try (var server = new RunningServer(kind);
                var client = Wire.to(server.port())) {
            client.send(
                    "POST /case HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + SMUGGLED);
            assertThat(client.message()).startsWith("HTTP/1.1 200");
            assertThat(client.message()).startsWith("HTTP/1.1 200");
            server.awaitSeen(2);
            assertThat(server.stop())
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("/case "))
                    .anyMatch(line -> line.startsWith("/smuggled "));
        }
    }

    private static void assumeInstalled(WebServer kind) {
        assumeTrue(
                kind.program().isPresent(),
                "NOT PROVEN: " + kind + " IS NOT INSTALLED ON THIS MACHINE");
    }

    private static String request(Random random, int number) {
        var text = new StringBuilder("POST /case" + number + " HTTP/1.1\r\nHost: a\r\n");
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(LINES[random.nextInt(LINES.length)]).append("\r\n");
        }
        return text.append("\r\n").append(BODIES[random.nextInt(BODIES.length)]).toString();
    }

    /// The body of the second request names a path that nobody asks for; it is seen only if a
    /// boundary is misread.
    private static void attack(RunningEdge edge, String first) throws IOException {
        String second =
                "POST /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                        + SMUGGLED.length()
                        + "\r\n\r\n"
                        + SMUGGLED;
        try (Wire client = edge.client()) {
            client.send(first + second).endOutput();
            var _ = client.rest();
        }
    }
}
