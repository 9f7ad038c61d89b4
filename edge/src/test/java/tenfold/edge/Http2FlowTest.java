package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;
import tenfold.edge.kit.Wire;

/// Windows of HTTP/2 slow the sender down, on both sides of the edge.
@Timeout(60)
@ParameterizedClass
@MethodSource("tenfold.edge.Openings#onEveryTransport")
class Http2FlowTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Function<EdgeConfig, Edge> opening;

    Http2FlowTest(Function<EdgeConfig, Edge> opening) {
        this.opening = opening;
    }

    @Test
    void anAnswerWaitsForTheWindowAndItsInstanceForIt() throws Exception {
        var sent = new AtomicLong();
        int size = 32 << 20;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
                            for (int i = 0; i < size; i += 1 << 16) {
                                wire.send(new byte[1 << 16]);
                                sent.addAndGet(1 << 16);
                            }
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.get(1, "/");
            long got = 0;
            while (got < 65_535) {
                var frame = client.next();
                got += frame.type() == Http2Wire.DATA ? frame.text().length() : 0;
            }
            assertThat(got).isEqualTo(65_535);
            assertThat(sent.get()).as("what sockets hold").isLessThan(size - (1 << 20));

            client.window(0, size).window(1, size);
            while (got < size) {
                var frame = client.next();
                got += frame.type() == Http2Wire.DATA ? frame.text().length() : 0;
                assertThat(frame.ends()).isEqualTo(got == size);
            }
        }
    }

    @Test
    void aBodyWaitsForItsInstance() throws Exception {
        var read = new CountDownLatch(1);
        int frames = 600;
        try (var origin =
                        new Origin(wire -> {
                            wire.head();
                            await(read);
                            assertThat(bytesToTheLastChunk(wire)).isGreaterThan(frames << 14);
                            wire.send(OK);
                        });
                var edge = RunningEdge.before(opening, origin);
                var client = Http2Wire.to(edge.port())) {
            client.post(1, "/");
            String piece = "x".repeat(16_384);
            int streamWindow = EdgeLimits.DEFAULT.http2().streamWindow();
            int credit = streamWindow;
            for (int i = 0; i < frames; i++) {
                while (credit < piece.length()) {
                    read.countDown();
                    credit += credited(client, 1);
                }
                client.data(1, piece, i == frames - 1);
                credit -= piece.length();
            }
            assertThat(client.answer(1)).endsWith("ok");
        }
    }

    private static long bytesToTheLastChunk(Wire wire) throws IOException {
        byte[] piece = new byte[1 << 16];
        String end = "";
        long all = 0;
        while (!end.endsWith("\r\n0\r\n\r\n")) {
            int size = wire.socket().getInputStream().read(piece);
            assertThat(size).isPositive();
            String last = new String(piece, 0, size, StandardCharsets.ISO_8859_1);
            end = end.substring(Math.max(0, end.length() - 9)) + last;
            all += size;
        }
        return all;
    }

    private static int credited(Http2Wire client, int stream) throws IOException {
        var frame = client.any();
        boolean own = frame.type() == Http2Wire.WINDOW_UPDATE && frame.stream() == stream;
        return own ? new java.math.BigInteger(1, Http2Wire.bytes(frame.text())).intValue() : 0;
    }

    @Test
    void moreThanTheWindowIsRefused() throws Exception {
        var limits = EdgeLimits.DEFAULT.with(new EdgeLimits.Http2(9, 100, 65_535, 9, 9, 99, 9));
        try (var origin = new Origin(wire -> wire.rest());
                var edge = RunningEdge.before(limits, origin);
                var client = Http2Wire.to(edge.port())) {
            client.post(1, "/").data(1, "x".repeat(101), false);
            assertThat(client.answer(1)).isEqualTo("!3");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(15, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
