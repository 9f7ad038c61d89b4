package tenfold.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.base.net.Ports;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;
import tenfold.testkit.Await;

/// Where one request ends and the next begins must be the same for the edge and for a real
/// application server: Node.js with its own parser. Whatever is sent, Node sees no request that the
/// edge did not send.
@Timeout(90)
class NodeBoundaryTest {
    private static final String SERVER =
            """
            require('http').createServer((q, a) => {
              let n = 0; q.on('data', d => n += d.length);
              q.on('end', () => { if (q.url !== '/health') console.log(q.url + ' ' + n); a.end('ok'); });
            }).listen(Number(process.argv[1]), '127.0.0.1');
            """;
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

    @Test
    void nodeSeesNoRequestThatTheEdgeDidNotSend() throws Exception {
        assumeTrue(nodeIsInstalled(), "NOT PROVEN: node is not installed on this machine");
        int port = Ports.anyFree();
        Process node = new ProcessBuilder("node", "-e", SERVER, "" + port).start();
        List<String> seen = new CopyOnWriteArrayList<>();
        Thread.ofVirtual().start(() -> readLines(node, seen));
        try (var edge = new RunningEdge(EdgeLimits.DEFAULT, port)) {
            edge.awaitHealthy(1);
            var random = new Random(20_181_128);
            for (int i = 0; i < 400; i++) {
                attack(edge, request(random, i));
            }
            Await.until(
                    "all connections closed",
                    RunningEdge.PATIENCE,
                    () -> edge.edge().report().connectionsOpen() == 0);
            assertThat(seen).hasSizeGreaterThan(20).noneMatch(line -> line.startsWith("/smuggled"));
            assertThat(seen.size()).isLessThanOrEqualTo((int) edge.targets().getFirst().requests());
        } finally {
            node.destroyForcibly();
        }
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
        String inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
        String second =
                "POST /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: "
                        + inner.length()
                        + "\r\n\r\n"
                        + inner;
        try (Wire client = edge.client()) {
            client.send(first + second).endOutput();
            var _ = client.rest();
        }
    }

    private static boolean nodeIsInstalled() {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void readLines(Process node, List<String> seen) {
        try (BufferedReader lines = node.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                seen.add(line);
            }
        } catch (IOException _) {
            seen.add("output ended");
        }
    }
}
