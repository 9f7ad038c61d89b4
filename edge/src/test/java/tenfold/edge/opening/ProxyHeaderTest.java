package tenfold.edge.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final Ends IPV4 = ends("192.0.2.7", 40000, "198.51.100.1", 443);
    private static final Ends IPV6 = ends("2001:db8::7", 40000, "2001:db8::1", 443);

    @Test
    void whatIsWrittenIsRead() {
        for (Ends ends : new Ends[] {IPV4, IPV6}) {
            assertThat(read(ProxyHeader.write(ends))).isEqualTo(new ProxyHeader.Proxied(ends));
        }
        assertThat(read(ProxyHeader.write(null))).isEqualTo(new ProxyHeader.Local());
        Ends mixed = ends("192.0.2.7", 40000, "2001:db8::1", 443);
        assertThat(ProxyHeader.write(mixed)).hasSize(16 + 36);
    }

    @Test
    void theBytesAreThoseOfTheSpecification() {
        assertThat(HexFormat.of().formatHex(ProxyHeader.write(IPV4)))
                .isEqualTo(SIGNATURE + "2111000c" + "c0000207" + "c6336401" + "9c40" + "01bb");
    }

    @Test
    void nothingIsConcludedBeforeTheLastByte() {
        for (Ends ends : new Ends[] {IPV4, IPV6}) {
            byte[] whole = ProxyHeader.write(ends);
            for (int cut = 0; cut < whole.length; cut++) {
                var in = Unpooled.wrappedBuffer(Arrays.copyOf(whole, cut));
                assertThat(ProxyHeader.read(in)).isEqualTo(new ProxyHeader.Partial());
                assertThat(in.readableBytes()).isEqualTo(cut);
            }
        }
    }

    @Test
    void fieldsBehindTheAddressesAreSkippedAndNothingElse() {
        byte[] header =
                HexFormat.of().parseHex(SIGNATURE + "21110013" + "c0000207c63364019c4001bb");
        var in = Unpooled.wrappedBuffer(header, new byte[] {4, 0, 4, 1, 2, 3, 4}, new byte[] {'G'});
        assertThat(ProxyHeader.read(in)).isEqualTo(new ProxyHeader.Proxied(IPV4));
        assertThat(in.readByte()).isEqualTo((byte) 'G');
        assertThat(in.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "47455420", // GET
                "50524f585920544350342031", // version 1
                "0d0a0d0a000d0a515549540b", // one byte of the signature is another
                SIGNATURE + "1111000c" + "c0000207c63364019c4001bb", // version 1 in the new form
                SIGNATURE + "2211000c" + "c0000207c63364019c4001bb", // an unknown command
                SIGNATURE + "2112000c" + "c0000207c63364019c4001bb", // UDP
                SIGNATURE + "2131000c" + "c0000207c63364019c4001bb", // a unix socket
                SIGNATURE + "21000000", // PROXY without an address
                SIGNATURE + "2111000b" + "c0000207c63364019c4001", // too short for its addresses
                SIGNATURE + "2111ffff", // 64 KiB of fields
            })
    void whatIsNoHeaderIsBroken(String hex) {
        assertThat(read(HexFormat.of().parseHex(hex))).isInstanceOf(ProxyHeader.Broken.class);
    }

    @ParameterizedTest
    @CsvSource({"1, Partial", "13, Partial", "16, Partial"})
    void aShortBeginningIsNotYetWrong(int bytes, String kind) {
        byte[] whole = ProxyHeader.write(IPV4);
        assertThat(read(Arrays.copyOf(whole, bytes)).getClass().getSimpleName()).isEqualTo(kind);
    }

    private static ProxyHeader read(byte[] bytes) {
        return ProxyHeader.read(Unpooled.wrappedBuffer(bytes));
    }

    private static Ends ends(String client, int clientPort, String server, int serverPort) {
        return new Ends(
                new InetSocketAddress(client, clientPort),
                new InetSocketAddress(server, serverPort));
    }
}
