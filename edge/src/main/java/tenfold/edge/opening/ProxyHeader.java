package tenfold.edge.opening;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.ProxyProtocol;

/// The header of the PROXY protocol, version 2, of TCP
/// (haproxy.org/download/2.9/doc/proxy-protocol.txt, section 2.2): 12 bytes that no other protocol
/// begins with, command and family, length, addresses, and fields that are skipped.
public sealed interface ProxyHeader {
    /// Longer headers than this are refused; addresses take 36 bytes, the rest are optional fields.
    int BYTES_MAX = 2048;

    /// More bytes must come.
    record Partial() implements ProxyHeader {}

    /// The proxy speaks for itself, to see whether somebody is there.
    record Local() implements ProxyHeader {}

    /// The proxy speaks for a client.
    record Proxied(Ends ends) implements ProxyHeader {}

    /// This is no such header; why, in words for an operator.
    record Broken(String reason) implements ProxyHeader {}

    /// Reads the header and takes it from `in`, which is not touched as long as it is partial or
    /// broken.
    static ProxyHeader read(ByteBuf in) {
        int at = in.readerIndex();
        int there = Math.min(in.readableBytes(), Layout.SIGNATURE.length);
        for (int i = 0; i < there; i++) {
            if (in.getByte(at + i) != Layout.SIGNATURE[i]) {
                return new Broken("the connection does not begin with a PROXY header, version 2");
            }
        }
        if (in.readableBytes() < Layout.FIXED) {
            return new Partial();
        }
        int length = in.getUnsignedShort(at + Layout.LENGTH);
        if (Layout.FIXED + length > BYTES_MAX) {
            return new Broken("the PROXY header has more than " + BYTES_MAX + " bytes");
        }
        if (in.readableBytes() < Layout.FIXED + length) {
            return new Partial();
        }
        ProxyHeader header = Layout.header(in, at, length);
        if (!(header instanceof Broken)) {
            in.skipBytes(Layout.FIXED + length);
        }
        return header;
    }

    /// The header for a target. Without `ends`, the edge speaks for itself.
    static byte[] write(@Nullable Ends ends) {
        if (ends == null) {
            return ProxyProtocol.local();
        }
        byte[] client = ends.client().getAddress().getAddress();
        byte[] server = ends.server().getAddress().getAddress();
        if (client.length != server.length) {
            client = Layout.mapped(client);
            server = Layout.mapped(server);
        }
        int family = client.length == 4 ? Layout.TCP_OVER_IPV4 : Layout.TCP_OVER_IPV6;
        return Layout.write(family, 2 * client.length + 4)
                .put(client)
                .put(server)
                .putShort((short) ends.client().getPort())
                .putShort((short) ends.server().getPort())
                .array();
    }

    /// Where things stand.
    final class Layout {
        private static final byte[] SIGNATURE = ProxyProtocol.signature();
        private static final int COMMAND = 12;
        private static final int FAMILY = 13;
        private static final int LENGTH = 14;
        private static final int FIXED = 16;
        private static final int LOCAL = 0x20;
        private static final int PROXY = 0x21;
        private static final int TCP_OVER_IPV4 = 0x11;
        private static final int TCP_OVER_IPV6 = 0x21;

        private Layout() {}

        private static ProxyHeader header(ByteBuf in, int at, int length) {
            int command = in.getUnsignedByte(at + COMMAND);
            int family = in.getUnsignedByte(at + FAMILY);
            if (command == LOCAL) {
                return new Local();
            }
            if (command != PROXY) {
                return new Broken("the PROXY header has an unknown version or command");
            }
            return switch (family) {
                case TCP_OVER_IPV4 -> proxied(in, at + FIXED, 4, length);
                case TCP_OVER_IPV6 -> proxied(in, at + FIXED, 16, length);
                default -> new Broken("the PROXY header names no TCP addresses");
            };
        }

        private static ProxyHeader proxied(ByteBuf in, int at, int size, int length) {
            if (length < 2 * size + 4) {
                return new Broken("the PROXY header is too short for its addresses");
            }
            return new Proxied(
                    new Ends(
                            end(in, at, size, at + 2 * size),
                            end(in, at + size, size, at + 2 * size + 2)));
        }

        private static InetSocketAddress end(ByteBuf in, int address, int size, int port) {
            byte[] bytes = new byte[size];
            in.getBytes(address, bytes);
            try {
                return new InetSocketAddress(
                        InetAddress.getByAddress(bytes), in.getUnsignedShort(port));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of 4 or 16 bytes", e);
            }
        }

        /// An IPv4 address as one of IPv6 (RFC 4291 section 2.5.5.2).
        private static byte[] mapped(byte[] address) {
            return address.length == 16
                    ? address
                    : ByteBuffer.allocate(16)
                            .putInt(0)
                            .putInt(0)
                            .putInt(0xffff)
                            .put(address)
                            .array();
        }

        private static ByteBuffer write(int family, int length) {
            return ByteBuffer.allocate(FIXED + length)
                    .put(SIGNATURE)
                    .put((byte) PROXY)
                    .put((byte) family)
                    .putShort((short) length);
        }
    }
}
