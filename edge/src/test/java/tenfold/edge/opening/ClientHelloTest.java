package tenfold.edge.opening;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.edge.kit.CutTls;

/// With ClientHellos of the JDK's own TLS.
class ClientHelloTest {
    private static byte[] hello;

    @BeforeAll
    static void says() throws Exception {
        hello = hello(List.of(new SNIHostName("Shop.Example")));
    }

    @Test
    void theNameIsReadInSmallLetters() {
        assertThat(read(hello)).isEqualTo(new ClientHello.Whole("shop.example"));
    }

    @Test
    void withoutANameThereIsNone() throws Exception {
        assertThat(read(hello(List.of()))).isEqualTo(new ClientHello.Whole(null));
    }

    @Test
    void nothingIsConcludedBeforeTheLastByte() {
        for (int cut = 0; cut < hello.length; cut++) {
            assertThat(read(Arrays.copyOf(hello, cut))).isEqualTo(new ClientHello.Partial());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 64, 200})
    void theCutIntoRecordsChangesNothing(int size) {
        byte[] cut = CutTls.cut(hello, size);
        assertThat(cut.length).isGreaterThan(hello.length);
        assertThat(read(cut)).isEqualTo(new ClientHello.Whole("shop.example"));
        for (int end = 0; end < cut.length; end++) {
            assertThat(read(Arrays.copyOf(cut, end))).isEqualTo(new ClientHello.Partial());
        }
    }

    @Test
    void whatFollowsIsNotLookedAt() {
        byte[] more = Arrays.copyOf(hello, hello.length + 100);
        assertThat(read(more)).isEqualTo(new ClientHello.Whole("shop.example"));
    }

    @Test
    void otherProtocolsAreBroken() {
        for (String text : List.of("GET / HTTP/1.1\r\n", "SSH-2.0-x\r\n", "\0\0\0\10\4\322\26/")) {
            assertThat(read(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                    .isInstanceOf(ClientHello.Broken.class);
        }
    }

    @Test
    void anotherLengthAnywhereNeverMakesAnotherName() {
        var random = new Random(7);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = hello.clone();
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            ClientHello read = read(bytes);
            if (read instanceof ClientHello.Whole(String name) && name != null) {
                // One bit of the name itself may be another; its length stays that of the client.
                assertThat(name).hasSize("shop.example".length());
            }
        }
    }

    @Test
    void aMessageThatIsTooLongIsRefusedAtItsHead() {
        byte[] bytes = {22, 3, 1, 0, 4, 1, 1, 0, 0};
        assertThat(read(bytes)).isInstanceOf(ClientHello.Broken.class);
    }

    private static ClientHello read(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        ClientHello read = ClientHello.read(in);
        assertThat(in.readableBytes()).isEqualTo(bytes.length);
        return read;
    }

    private static byte[] hello(List<SNIServerName> names) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine("elsewhere", 443);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(names);
        engine.setSSLParameters(parameters);
        var out = ByteBuffer.allocate(32 << 10);
        engine.wrap(ByteBuffer.allocate(0), out);
        return Arrays.copyOf(out.array(), out.position());
    }
}
