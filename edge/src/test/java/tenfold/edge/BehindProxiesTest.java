package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tenfold.base.net.Cidr;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.opening.Ends;
import tenfold.edge.opening.ProxyHeader;
import tenfold.model.CertificateFiles;
import tenfold.model.Listener;

/// Listeners behind a balancer that speaks the PROXY protocol.
@Timeout(60)
@ParameterizedClass
@MethodSource("tenfold.edge.Openings#onEveryTransport")
class BehindProxiesTest {
    private final Function<EdgeConfig, Edge> opening;

    BehindProxiesTest(Function<EdgeConfig, Edge> opening) {
        this.opening = opening;
    }

    @Test
    void theProxyInFrontSaysWhoTheClientIsAndNobodyElseDoes() throws Exception {
        try (var origin = Origin.saying("hello");
                var edge = RunningEdge.before(opening, origin)) {
            var plain = new Listener(edge.address(), (CertificateFiles) null);
            edge.listen(plain.behindProxies(List.of(Cidr.parse("127.0.0.0/8"))));
            edge.serve(origin.port());
            byte[] header =
                    ProxyHeader.write(
                            new Ends(
                                    new InetSocketAddress("192.0.2.9", 4711),
                                    new InetSocketAddress("198.51.100.1", 80)));
            String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            try (var client = edge.client()) {
                for (byte each : header) {
                    client.send(new byte[] {each});
                }
                assertThat(client.send(get).message()).endsWith("hello");
                assertThat(client.send(get).message()).endsWith("hello");
            }
            assertThat(origin.requests()).hasSize(2);
            assertThat(origin.requests().getLast())
                    .contains("X-Forwarded-For: 192.0.2.9\r\n", "Forwarded: for=192.0.2.9;");
            endsAfter(edge, get);
            endsAfter(edge, "\r\n\r" + get);
            assertThat(edge.edge().hits(Limit.PROXY_HEADER)).isEqualTo(2);
            edge.listen(plain.behindProxies(List.of(Cidr.parse("10.0.0.0/8"))));
            edge.serve(origin.port());
            endsAfter(edge, new String(header, StandardCharsets.ISO_8859_1) + get);
            assertThat(edge.edge().hits(Limit.PROXY_HEADER)).isEqualTo(3);
            assertThat(origin.requests()).hasSize(2);
        }
    }

    private static void endsAfter(RunningEdge edge, String bytes) throws IOException {
        try (var client = edge.client()) {
            assertThat(client.send(bytes).rest()).isIn("", "!");
        } catch (SocketException _) {
            // ended before all was sent
        }
    }
}
