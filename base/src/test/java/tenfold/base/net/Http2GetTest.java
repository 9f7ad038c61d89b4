package tenfold.base.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http2GetTest {
    @ParameterizedTest
    @CsvSource({
        "88, 0, 200",
        "8d, 0, 404",
        "8e, 0, 500",
        "48033230308f, 0, 200",
        "0803353033, 0, 503",
        "1803313030, 0, 100",
        "4803343135ff, 0, 415", // plain digits
        "48826402, 0, 302", // RFC 7541 C.6.1: 302 in Huffman code
        "4883640eff, 0, 307", // C.6.2
        "2088, 0, 200", // a table size first
        "3fe11f88, 0, 200",
        "0088, 8, 200", // padded
        "000000000088, 32, 200", // with a priority
    })
    void readsTheStatus(String block, int flags, int status) throws IOException {
        assertThat(Http2Get.status(HexFormat.of().parseHex(block), flags)).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "20", "82", "c0", "48", "4803", "480332", "4803616263", "0003323030"})
    void refusesWhatIsNoStatus(String block) {
        assertThatThrownBy(() -> Http2Get.status(HexFormat.of().parseHex(block), 0))
                .isInstanceOf(IOException.class);
    }
}
