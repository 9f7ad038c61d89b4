package tenfold.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "128.0.0.0/1, 200.1.1.1, true",
        "128.0.0.0/1, 127.1.1.1, false",
        "0.0.0.0/0, 9.9.9.9, true",
        "0.0.0.0/0, ::1, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1/32, 127.0.0.2, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "::1, ::1, true",
    })
    void holdsTheAddressesThatBeginLikeIt(String text, String address, boolean within)
            throws Exception {
        var prefix = new IpPrefix(text);
        byte[] bytes = IpPrefix.bytes(InetAddress.getByName(address));
        assertThat(
                        Arrays.compareUnsigned(prefix.first(), bytes) <= 0
                                && Arrays.compareUnsigned(bytes, prefix.last()) <= 0)
                .isEqualTo(within);
        assertThat(prefix).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "localhost",
                "example.org/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/+8",
                "10.0.0.0/x",
                "10.0.0.1/8",
                "fd00::1/8",
                "::/129",
                "1.2.3/8",
                "256.1.1.1",
                ":::",
                "10.0.0.0/8/8",
                "fe80::1%lo/128"
            })
    void refusesWhatIsNoRange(String text) {
        assertThat(IpPrefix.parse(text)).isEmpty();
    }
}
