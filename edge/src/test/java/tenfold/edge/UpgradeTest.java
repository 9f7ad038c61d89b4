package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.testkit.Await;

@Timeout(60)
@ParameterizedClass
@MethodSource("tenfold.edge.Openings#onEveryTransport")
@SuppressWarnings("StringConcatToTextBlock") // the bytes on the wire, each CRLF to be seen
class UpgradeTest {
    private static final String ASK =
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Accept: v\r\n\r\n";

    private final Function<EdgeConfig, Edge> opening;

    UpgradeTest(Function<EdgeConfig, Edge> opening) {
        this.opening = opening;
    }

    @Test
    void bytesPassBothWaysUntilBothHaveEnded() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            assertThat(wire.head())
                                    .contains("Connection: upgrade\r\nUpgrade: websocket\r\n");
                            wire.send(SWITCH + "hello");
                            wire.send(wire.exactly(4));
                            assertThat(wire.rest()).isEqualTo("more");
                            wire.send("the last word");
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send(ASK);
            assertThat(client.head())
                    .contains("101 Switching", "Upgrade: websocket", "Sec-WebSocket-Accept: v");
            assertThat(client.exactly(5)).isEqualTo("hello");
            assertThat(client.send("ping").exactly(4)).isEqualTo("ping");
            client.send("more").endOutput();
            assertThat(client.rest()).isEqualTo("the last word");
            Await.until(
                    "nothing left in flight",
                    RunningEdge.PATIENCE,
                    () -> edge.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void theTunnelEndsWhenTheInstanceEndsItAndWhenTheClientBreaksOff() throws Exception {
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send(SWITCH + "bye");
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client();
                var rude = edge.client()) {
            assertThat(client.send(ASK).rest()).endsWith("bye");
            client.endOutput();
            rude.send(ASK).head();
            rude.reset();
            Await.until(
                    "nothing left in flight",
                    RunningEdge.PATIENCE,
                    () -> edge.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void muchDataPassesASlowReader() throws Exception {
        int size = 16 << 20;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send(SWITCH).send(new byte[size]);
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            client.send(ASK).head();
            assertThat(client.socket().getInputStream().readNBytes(size)).hasSize(size);
        }
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() throws Exception {
        try (var origin = Origin.saying("no");
                var edge = RunningEdge.before(opening, origin);
                var client = edge.client()) {
            assertThat(client.send(ASK).message()).endsWith("no");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message()).endsWith("no");
        }
    }
}
