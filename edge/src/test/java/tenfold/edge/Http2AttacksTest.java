package tenfold.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.edge.kit.Http2Wire;
import tenfold.edge.kit.Origin;
import tenfold.edge.kit.RunningEdge;

/// Each known way to make a server of HTTP/2 work for nothing ends the attacker's connection, is
/// counted, and leaves the others alone: another client asks all the while.
@Timeout(60)
class Http2AttacksTest {
    private static final int CALM = 11;
    private static final int MUCH = 20_000;
    private static final EdgeLimits LIMITS =
            EdgeLimits.DEFAULT.with(
                    new EdgeLimits.Client(
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(60),
                            1000,
                            Duration.ofSeconds(1),
                            Duration.ofMillis(300)));

    private Origin origin;
    private RunningEdge edge;

    @BeforeEach
    void opens() throws Exception {
        origin = Origin.saying("a body of some bytes");
        edge = RunningEdge.before(LIMITS, origin);
    }

    @AfterEach
    void closes() throws IOException {
        edge.close();
        origin.close();
    }

    @Test
    void rapidReset() throws Exception {
        assertThat(
                        attackWith(
                                Limit.HTTP2_RESETS,
                                stream -> {
                                    byte[] ask =
                                            Http2Wire.framed(
                                                    Http2Wire.HEADERS,
                                                    Http2Wire.END_STREAM | Http2Wire.END_HEADERS,
                                                    stream,
                                                    Http2Wire.block(Http2Wire.request("GET", "/")));
                                    byte[] cancel =
                                            Http2Wire.framed(
                                                    Http2Wire.RST_STREAM, 0, stream, new byte[4]);
                                    return joined(ask, cancel);
                                }))
                .isEqualTo(CALM);
    }

    /// MadeYouReset: the client breaks a rule, so that it is the server that breaks the stream off.
    @Test
    void resetsThatTheEdgeIsMadeToDo() throws Exception {
        assertThat(
                        attackWith(
                                Limit.HTTP2_RESETS,
                                stream -> {
                                    byte[] ask =
                                            Http2Wire.framed(
                                                    Http2Wire.HEADERS,
                                                    Http2Wire.END_STREAM | Http2Wire.END_HEADERS,
                                                    stream,
                                                    Http2Wire.block(Http2Wire.request("GET", "/")));
                                    byte[] nothing =
                                            Http2Wire.framed(
                                                    Http2Wire.WINDOW_UPDATE,
                                                    0,
                                                    stream,
                                                    new byte[4]);
                                    return joined(ask, nothing);
                                }))
                .isEqualTo(CALM);
    }

    @Test
    void moreStreamsThanAllowedAgainAndAgain() throws Exception {
        assertThat(
                        attackWith(
                                Limit.HTTP2_STREAMS,
                                stream ->
                                        Http2Wire.framed(
                                                Http2Wire.HEADERS,
                                                Http2Wire.END_HEADERS,
                                                stream,
                                                Http2Wire.block(Http2Wire.request("POST", "/")))))
                .isEqualTo(CALM);
    }

    @Test
    void headerBlocksWithoutEnd() throws Exception {
        byte[] begin = Http2Wire.framed(Http2Wire.HEADERS, 0, 1, new byte[0]);
        byte[] more = Http2Wire.framed(Http2Wire.CONTINUATION, 0, 1, new byte[8192]);
        byte[] empty = Http2Wire.framed(Http2Wire.CONTINUATION, 0, 1, new byte[0]);

        assertThat(attackWith(Limit.HTTP2_HEADER_BLOCK, n -> n == 1 ? begin : more))
                .isEqualTo(CALM);
        assertThat(attackWith(Limit.HTTP2_HEADER_BLOCK, n -> n == 1 ? begin : empty))
                .isEqualTo(CALM);
    }

    @Test
    void framesThatBringNothing() throws Exception {
        byte[] ping = Http2Wire.framed(Http2Wire.PING, 0, 0, new byte[8]);
        byte[] settings = Http2Wire.framed(Http2Wire.SETTINGS, 0, 0, new byte[6]);
        byte[] priority = Http2Wire.framed(Http2Wire.PRIORITY, 0, 1, new byte[5]);
        byte[] window = Http2Wire.framed(Http2Wire.WINDOW_UPDATE, 0, 0, new byte[] {0, 0, 0, 1});
        byte[] unknown = Http2Wire.framed(99, 0, 0, new byte[100]);
        byte[] open =
                Http2Wire.framed(
                        Http2Wire.HEADERS,
                        Http2Wire.END_HEADERS,
                        1,
                        Http2Wire.block(Http2Wire.request("POST", "/")));
        byte[] empty = Http2Wire.framed(Http2Wire.DATA, 0, 1, new byte[0]);

        for (byte[] frame : new byte[][] {ping, settings, priority, window, unknown}) {
            assertThat(attackWith(Limit.HTTP2_IDLE_FRAMES, _ -> frame)).isEqualTo(CALM);
        }
        assertThat(attackWith(Limit.HTTP2_IDLE_FRAMES, n -> n == 1 ? open : empty)).isEqualTo(CALM);
    }

    /// A field of 4 000 bytes that is kept by the edge, and then repeated for a byte each.
    @Test
    void aSmallBlockThatUnpacksToMuch() throws Exception {
        var block = new ByteArrayOutputStream();
        block.writeBytes(Http2Wire.block(Http2Wire.request("GET", "/")));
        byte[] field = Http2Wire.block("x: " + "y".repeat(4000));
        field[0] = 0x40;
        block.writeBytes(field);
        byte[] repeats = new byte[10_000];
        Arrays.fill(repeats, (byte) (0x80 | 62));
        block.writeBytes(repeats);
        try (var attacker = Http2Wire.to(edge.port())) {
            attacker.frame(Http2Wire.HEADERS, 5, 1, block.toByteArray());

            assertThat(attacker.answer(1)).startsWith(":status: 431\n");
            assertThat(attacker.get(3, "/").answer(3)).startsWith(":status: 200\n");
            assertThat(edge.edge().hits(Limit.HEADERS)).isEqualTo(1);
        }
    }

    @Test
    void aHeaderBlockThatIsNeverEnded() throws Exception {
        try (var attacker = Http2Wire.to(edge.port())) {
            attacker.frame(Http2Wire.HEADERS, 0, 1, Http2Wire.block("a: b"));

            assertThat(attacker.goAway()).isEqualTo(CALM);
            assertThat(edge.edge().hits(Limit.HEAD_TIME)).isEqualTo(1);
        }
    }

    @Test
    void aFrameThatIsNeverEnded() throws Exception {
        try (var attacker = Http2Wire.to(edge.port())) {
            attacker.raw(new byte[] {0, 64, 0, 0});

            assertThat(attacker.goAway()).isEqualTo(CALM);
            assertThat(edge.edge().hits(Limit.BODY_RATE)).isEqualTo(1);
        }
    }

    @Test
    void windowsThatAreNeverOpened() throws Exception {
        int initialWindow = 4;
        try (var stream = Http2Wire.to(edge.port(), initialWindow, 0)) {
            assertThat(stream.get(1, "/").answer(1)).contains(":status: 200\n").endsWith("!8");
        }
        assertThat(edge.edge().hits(Limit.READ_RATE)).isEqualTo(1);
    }

    /// Sends the frames of number 1, 3 and so on until the edge has had enough, while another
    /// client asks; returns the code of the GOAWAY.
    private int attackWith(Limit limit, Frames frames) throws IOException {
        long before = edge.edge().hits(limit);
        try (var attacker = Http2Wire.to(edge.port());
                var other = Http2Wire.to(edge.port())) {
            Thread.ofVirtual().start(() -> send(attacker, frames));
            var end = new CompletableFuture<Integer>();
            Thread.ofVirtual().start(() -> end.complete(attacker.goAway()));
            for (int stream = 1; stream < 40 || !end.isDone(); stream += 2) {
                assertThat(other.get(stream, "/").answer(stream)).startsWith(":status: 200\n");
            }
            assertThat(edge.edge().hits(limit)).isGreaterThan(before);
            return end.join();
        }
    }

    private static void send(Http2Wire attacker, Frames frames) {
        try {
            for (int stream = 1; stream < 2 * MUCH; stream += 2) {
                attacker.raw(frames.frames(stream));
            }
        } catch (IOException _) {
            // the edge has had enough
        }
    }

    @FunctionalInterface
    private interface Frames {
        byte[] frames(int stream);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
