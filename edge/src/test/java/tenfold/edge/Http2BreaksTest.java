package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.edge.kit.Http2Wire.END_HEADERS;
import static tenfold.edge.kit.Http2Wire.END_STREAM;
import static tenfold.edge.kit.Http2Wire.HEADERS;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.kit.Http2Origin;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Http2Wire.Frame;
import tenfold.edge.kit.RunningEdge;
import tenfold.testkit.Await;

/// Instances that speak HTTP/2, and clients of theirs, that break off or break the rules.
@Timeout(60)
class Http2BreaksTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n";

    @Test
    void aClientThatGoesIsToldToTheTarget() throws Exception {
        var cancelled = new AtomicInteger(-1);
        try (var origin =
                        new Http2Origin((wire, first) -> {
                            wire.frame(HEADERS, END_HEADERS, first.stream(), Http2Wire.status(200));
                            Frame next = wire.next();
                            cancelled.set(next.type() == Http2Wire.RST_STREAM ? next.code() : 99);
                        });
                var edge = RunningEdge.overHttp2(origin.port());
                var client = Http2Wire.to(edge.port())) {
            client.get(1, "/");
            assertThat(client.next().text()).startsWith(":status: 200");
            client.reset(1);
            Await.until("cancelled", RunningEdge.PATIENCE, () -> cancelled.get() == 8);
            Await.until(
                    "nothing in flight",
                    RunningEdge.PATIENCE,
                    () -> edge.targets().getFirst().inFlight() == 0);
        }
    }

    @Test
    void aStreamThatTheTargetBreaksOffIsBrokenOffForTheClientWithItsReason() throws Exception {
        try (var origin =
                        new Http2Origin((wire, first) -> {
                            wire.frame(HEADERS, END_HEADERS, first.stream(), Http2Wire.status(200));
                            wire.data(first.stream(), "part", false);
                            wire.frame(
                                    Http2Wire.RST_STREAM, 0, first.stream(), Http2Wire.number(8));
                            wire.frame(
                                    Http2Wire.RST_STREAM,
                                    0,
                                    wire.next().stream(),
                                    Http2Wire.number(2));
                            wire.goAway();
                        });
                var edge = RunningEdge.overHttp2(origin.port());
                var client = Http2Wire.to(edge.port())) {
            assertThat(client.get(1, "/").answer(1)).endsWith("part!8");
            assertThat(client.get(3, "/").answer(3)).startsWith(":status: 502");
            assertThat(edge.edge().report().retries()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: y", // no status
                ":status: 99",
                ":status: 200|:status: 200",
                "x: y|:status: 200",
                ":status: 101",
                ":status: 200|connection: close",
                ":status: 200|transfer-encoding: chunked",
                ":status: 200|Upper: x",
                ":status: 200|x: a\rb",
                ":status: 200|content-length: x",
                ":status: 200|content-length: 1|content-length: 1",
                ":status: 200|:path: /",
            })
    void anAnswerThatIsNoneBecomesAnErrorAndTheConnectionStays(String fields) throws Exception {
        try (var origin =
                        new Http2Origin((wire, first) -> {
                            wire.frame(
                                    HEADERS,
                                    END_STREAM | END_HEADERS,
                                    first.stream(),
                                    Http2Wire.block(fields.split("\\|")));
                            Frame next = wire.next();
                            assertThat(next.type()).isEqualTo(Http2Wire.RST_STREAM);
                            wire.frame(
                                    HEADERS,
                                    END_STREAM | END_HEADERS,
                                    wire.next().stream(),
                                    Http2Wire.status(204));
                            wire.goAway();
                        });
                var edge = RunningEdge.overHttp2(origin.port());
                var client = Http2Wire.to(edge.port())) {
            assertThat(client.get(1, "/").answer(1)).startsWith(":status: 502");
            assertThat(client.get(3, "/").answer(3)).startsWith(":status: 204");
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 'abcd'", "5, 'abcd'"})
    void aBodyThatIsNotAsLongAsAnnouncedIsCutOff(int announced, String body) throws Exception {
        try (var origin =
                        new Http2Origin((wire, first) -> {
                            wire.frame(
                                    HEADERS,
                                    END_HEADERS,
                                    first.stream(),
                                    Http2Wire.block(
                                            ":status: 200", "content-length: " + announced));
                            wire.data(first.stream(), body, true);
                            wire.goAway();
                        });
                var edge = RunningEdge.overHttp2(origin.port());
                var client = edge.client()) {
            String whole = client.send(GET).rest().replace("!", "");
            int end = whole.indexOf("\r\n\r\n");
            assertThat(end < 0 ? "" : whole.substring(end + 4)).hasSizeLessThan(announced);
        }
    }

    @Test
    void aConnectionThatBreaksFailsWhatWasOnItAndNothingElse() throws Exception {
        try (var origin =
                        new Http2Origin((wire, first) -> {
                            wire.frame(HEADERS, END_HEADERS, first.stream(), Http2Wire.status(200));
                            wire.data(first.stream(), "part", false);
                            wire.frame(9, 0, 1, new byte[1]); // CONTINUATION of nothing
                            wire.goAway();
                        });
                var edge = RunningEdge.overHttp2(origin.port());
                var client = Http2Wire.to(edge.port())) {
            assertThat(client.get(1, "/").answer(1)).contains("part!");
            assertThat(client.get(3, "/").answer(3)).contains("part!");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }
}
