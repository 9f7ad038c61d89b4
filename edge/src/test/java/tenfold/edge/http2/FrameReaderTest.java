package tenfold.edge.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
    private static final String SETTINGS = "000000 04 00 00000000";
    private static final String EVERYTHING =
            SETTINGS
                    + "000006 04 00 00000000 0003 00000064"
                    + "000000 04 01 00000000"
                    + "000003 01 00 00000001 414243"
                    + "000000 09 00 00000001"
                    + "000002 09 04 00000001 4445"
                    + "00000a 01 2d 00000003 01 00000005 10 414243 00"
                    + "000005 00 09 00000001 02 4142 0000"
                    + "000008 06 00 00000000 0102030405060708"
                    + "000004 08 00 00000000 00000007"
                    + "000004 08 00 80000001 80000009"
                    + "000005 02 00 00000007 00000000 00"
                    + "000004 03 00 00000001 00000008"
                    + "000001 63 00 00000000 00"
                    + "000008 07 00 00000000 00000001 00000000";

    @Test
    void everyFrameIsReadWhereverItsBytesAreCut() throws Exception {
        List<String> whole = read(bytes(EVERYTHING));
        assertThat(whole)
                .containsExactly(
                        "settings",
                        "setting 3=100",
                        "settings",
                        "idle",
                        "headers 1 ABCDE",
                        "headers 3 ABC end",
                        "data 1 AB flow 5 end",
                        "ping 72623859790382856",
                        "window 0 7",
                        "window 1 9",
                        "idle",
                        "reset 1 8",
                        "idle",
                        "goAway 1 0");
        int size = bytes(EVERYTHING).readableBytes();
        for (int cut = 0; cut < size; cut++) {
            assertThat(read(bytes(EVERYTHING), cut)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "000000 06 00 00000000, PROTOCOL_ERROR, 0", // not SETTINGS first
        SETTINGS + "004001 00 00 00000001, FRAME_SIZE_ERROR, 0",
        SETTINGS + "000000 00 00 00000000, PROTOCOL_ERROR, 0",
        SETTINGS + "000000 00 00 00000002, PROTOCOL_ERROR, 0",
        SETTINGS + "000001 00 08 00000001 01, PROTOCOL_ERROR, 0",
        SETTINGS + "000000 01 00 00000001 000000 00 00 00000001, PROTOCOL_ERROR, 0",
        SETTINGS + "000000 01 00 00000001 000000 09 00 00000003, PROTOCOL_ERROR, 0",
        SETTINGS + "000000 09 04 00000001, PROTOCOL_ERROR, 0",
        SETTINGS + "000004 02 00 00000001 00000000, FRAME_SIZE_ERROR, 1",
        SETTINGS + "000005 02 00 00000001 00000001 00, PROTOCOL_ERROR, 0",
        SETTINGS + "000003 03 00 00000001 000000, FRAME_SIZE_ERROR, 0",
        SETTINGS + "000005 04 00 00000000 0000000000, FRAME_SIZE_ERROR, 0",
        SETTINGS + "000001 04 01 00000000 00, FRAME_SIZE_ERROR, 0",
        SETTINGS + "000000 05 00 00000001, PROTOCOL_ERROR, 0",
        SETTINGS + "000007 06 00 00000000 00000000000000, FRAME_SIZE_ERROR, 0",
        SETTINGS + "000008 06 00 00000001 0000000000000000, PROTOCOL_ERROR, 0",
        SETTINGS + "000004 08 00 00000001 00000000, PROTOCOL_ERROR, 1",
        SETTINGS + "000004 08 00 00000000 00000000, PROTOCOL_ERROR, 0",
    })
    void whatBreaksARuleEndsTheStreamOrTheConnection(String hex, ErrorCode code, int stream) {
        assertThatThrownBy(() -> read(bytes(hex)))
                .isInstanceOfSatisfying(
                        Http2Violation.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.stream()).isEqualTo(stream);
                        });
    }

    @Test
    void nonsenseIsReadOrRefusedAndNothingElse() {
        for (int seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            ByteBuf all = bytes(EVERYTHING);
            for (int i = random.nextInt(4); i >= 0; i--) {
                all.setByte(random.nextInt(all.readableBytes()), random.nextInt(256));
            }
            try {
                assertThat(read(all)).hasSizeLessThan(30);
            } catch (Http2Violation violation) {
                assertThat(violation.reason()).isNotEmpty();
            }
        }
    }

    private static ByteBuf bytes(String hex) {
        return Unpooled.copiedBuffer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static List<String> read(ByteBuf in) throws Http2Violation {
        return read(in, 0);
    }

    private static List<String> read(ByteBuf in, int cut) throws Http2Violation {
        var seen = new Seen();
        var reader = new FrameReader(seen, 1000);
        ByteBuf first = Unpooled.buffer();
        first.writeBytes(in, cut);
        while (reader.next(first)) {
            // each adds to what was seen
        }
        first.writeBytes(in);
        while (reader.next(first)) {
            // the rest
        }
        return seen.events;
    }

    private static final class Seen implements Frames {
        final List<String> events = new ArrayList<>();

        @Override
        public void data(int stream, ByteBuf in, int size, int flow, boolean ends) {
            String text = in.readCharSequence(size, StandardCharsets.ISO_8859_1).toString();
            events.add("data " + stream + " " + text + " flow " + flow + (ends ? " end" : ""));
        }

        @Override
        public void headers(int stream, byte[] block, int length, boolean ends) {
            String text = new String(block, 0, length, StandardCharsets.ISO_8859_1);
            events.add("headers " + stream + " " + text + (ends ? " end" : ""));
        }

        @Override
        public void reset(int stream, long code) {
            events.add("reset " + stream + " " + code);
        }

        @Override
        public void setting(int id, long value) {
            events.add("setting " + id + "=" + value);
        }

        @Override
        public void settingsEnd() {
            events.add("settings");
        }

        @Override
        public void ping(long opaque) {
            events.add("ping " + opaque);
        }

        @Override
        public void goAway(int lastStream, long code) {
            events.add("goAway " + lastStream + " " + code);
        }

        @Override
        public void window(int stream, int increment) {
            events.add("window " + stream + " " + increment);
        }

        @Override
        public void idle() {
            events.add("idle");
        }
    }
}
