package tenfold.edge.shield;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.base.net.Cidr;
import tenfold.model.Addresses;
import tenfold.testkit.Rounds;

class IpTableTest {
    @Test
    void knowsRangesOfBothFamilies() {
        var table = table("10.0.0.0/8", "192.0.2.7", "2001:db8::/32", "10.1.0.0/16");

        assertThat(table.contains(bytes("10.255.255.255"))).isTrue();
        assertThat(table.contains(bytes("11.0.0.0"))).isFalse();
        assertThat(table.contains(bytes("192.0.2.7"))).isTrue();
        assertThat(table.contains(bytes("192.0.2.8"))).isFalse();
        assertThat(table.contains(bytes("2001:db8:ffff::1"))).isTrue();
        assertThat(table.contains(bytes("2001:db9::1"))).isFalse();
    }

    @Test
    void everythingOfAFamilyIsNothingOfTheOther() {
        assertThat(table("0.0.0.0/0").contains(bytes("::1"))).isFalse();
        assertThat(table("0.0.0.0/0").contains(bytes("203.0.113.9"))).isTrue();
    }

    @Test
    void denialWinsOverAllowance() {
        var rules =
                IpTable.Rules.of(
                        new Addresses(
                                List.of(Cidr.parse("10.0.0.0/8")),
                                List.of(Cidr.parse("10.6.6.0/24"))));

        assertThat(rules.admit(bytes("10.6.7.1"))).isTrue();
        assertThat(rules.admit(bytes("10.6.6.1"))).isFalse();
        assertThat(rules.admit(bytes("192.0.2.1"))).isFalse();
    }

    @Rounds(10)
    void agreesWithASearchOfEveryRange(long seed) throws UnknownHostException {
        var random = new Random(seed);
        var all = new ArrayList<Cidr>();
        for (int i = 0; i < 200; i++) {
            int bits = 8 + random.nextInt(25);
            int address = random.nextInt() & (int) (-1L << (32 - bits));
            all.add(new Cidr(InetAddress.getByAddress(four(address)).getHostAddress(), bits));
        }
        var table = new IpTable(all);
        for (int i = 0; i < 2_000; i++) {
            byte[] address = four(random.nextInt());
            boolean in = all.stream().anyMatch(one -> one.contains(one.bytes(), address));
            assertThat(table.contains(address)).isEqualTo(in);
        }
    }

    private static byte[] four(int address) {
        return new byte[] {
            (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
        };
    }

    private static byte[] bytes(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    private static IpTable table(String... ranges) {
        return new IpTable(List.of(ranges).stream().map(Cidr::parse).toList());
    }
}
