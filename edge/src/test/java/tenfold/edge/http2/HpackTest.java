package tenfold.edge.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.ByteSink;
import tenfold.edge.http2.HpackEncoder.Keeping;

/// HPACK against the examples of RFC 7541 appendix C, against itself, and against nonsense.
class HpackTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    void requestsWithoutHuffmanAsInAppendixC3() throws Exception {
        var decoder = new HpackDecoder();
        assertThat(decode(decoder, "828684410f7777772e6578616d706c652e636f6d"))
                .containsExactly(
                        ":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decode(decoder, "828684be58086e6f2d6361636865"))
                .endsWith(":authority: www.example.com", "cache-control: no-cache");
        assertThat(decode(decoder, "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value");
    }

    @Test
    void requestsWithHuffmanAsInAppendixC4() throws Exception {
        var decoder = new HpackDecoder();
        assertThat(decode(decoder, "828684418cf1e3c2e5f23a6ba0ab90f4ff"))
                .endsWith(":authority: www.example.com");
        assertThat(decode(decoder, "828684be5886a8eb10649cbf")).endsWith("cache-control: no-cache");
        assertThat(decode(decoder, "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"))
                .endsWith("custom-key: custom-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // field 0
                "be", // a field of the empty table
                "ffffffffffff", // a number without end
                "ff80808080808001", // a number that is too large
                "40", // no name
                "400a61", // a name behind the end
                "3fe21f", // a larger table than allowed
                "8220", // a table size behind a field
                "0085ffffffffff0161", // a name with the end sign
                "008184 0161", // padding of zeros
            })
    void whatIsNoBlockIsRefused(String hex) {
        assertThatThrownBy(() -> decode(new HpackDecoder(), hex.replace(" ", "")))
                .isInstanceOfSatisfying(
                        Http2Violation.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR));
    }

    /// All three ways to keep fields, long and short ones, with a table that is resized.
    @RepeatedTest(200)
    void whatIsEncodedIsDecoded(RepetitionInfo round) throws Exception {
        var random = new Random(round.getCurrentRepetition());
        var encoder = new HpackEncoder();
        var decoder = new HpackDecoder();
        for (int block = 0; block < 20; block++) {
            if (random.nextInt(5) == 0) {
                encoder.tableMax(random.nextInt(6000));
            }
            var out = new ByteSink(16);
            List<String> fields = new ArrayList<>();
            encoder.begin(out);
            int status = 200 + random.nextInt(400);
            encoder.status(out, status);
            fields.add(":status: " + status);
            for (int i = random.nextInt(12); i > 0; i--) {
                String name = List.of("date", "x-a", "etag", "set-cookie").get(random.nextInt(4));
                String value = text(random, random.nextInt(10) == 0 ? 1000 : 20);
                fields.add(name + ": " + value);
                encoder.field(out, slice(name), slice(value), keeping(random));
            }
            assertThat(decode(decoder, out)).isEqualTo(fields);
        }
    }

    private static Keeping keeping(Random random) {
        return List.of(Keeping.INDEXED, Keeping.PLAIN, Keeping.NEVER).get(random.nextInt(3));
    }

    @RepeatedTest(200)
    void nonsenseIsDecodedOrRefusedAndNothingElse(RepetitionInfo round) {
        var random = new Random(round.getCurrentRepetition());
        var decoder = new HpackDecoder();
        for (int i = 0; i < 50; i++) {
            byte[] block = new byte[random.nextInt(60)];
            random.nextBytes(block);
            try {
                decoder.decode(block, block.length, (name, value) -> {});
            } catch (Http2Violation violation) {
                assertThat(violation.stream()).isZero();
            }
        }
    }

    @Test
    void theTableForgetsTheOldestAndNeverHoldsMoreThanItMay() throws Exception {
        var decoder = new HpackDecoder();
        var block = new ByteSink(100_000);
        for (int i = 0; i < 500; i++) {
            byte[] value = Ascii.bytes(String.format("%03d", i));
            block.put((char) 0x40).put((char) 1).put('n').put((char) 3).put(value);
        }
        decode(decoder, block);
        int fields = HpackDecoder.TABLE_BYTES_MAX / (32 + 4);
        assertThat(decode(decoder, "be")).containsExactly("n: 499");
        int last = 61 + fields - 127;
        assertThat(decode(decoder, "ff" + HEX.toHexDigits((byte) last)))
                .containsExactly("n: " + (500 - fields));
        assertThatThrownBy(() -> decode(decoder, "ff" + HEX.toHexDigits((byte) (last + 1))))
                .isInstanceOf(Http2Violation.class);
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder();
        for (int i = random.nextInt(length + 1); i > 0; i--) {
            text.append((char) (random.nextInt(20) == 0 ? random.nextInt(256) : 'a' + i % 26));
        }
        return text.toString();
    }

    private static Slice slice(String text) {
        return new Slice().of(Ascii.bytes(text));
    }

    private static List<String> decode(HpackDecoder decoder, String hex) throws Http2Violation {
        byte[] block = HEX.parseHex(hex);
        return decode(decoder, new ByteSink(block.length + 1).put(block));
    }

    private static List<String> decode(HpackDecoder decoder, ByteSink block) throws Http2Violation {
        List<String> fields = new ArrayList<>();
        decoder.decode(
                Arrays.copyOf(block.bytes(), block.size()),
                block.size(),
                (name, value) -> fields.add(name + ": " + value));
        return fields;
    }
}
