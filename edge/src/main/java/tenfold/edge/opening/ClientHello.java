package tenfold.edge.opening;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The name that a TLS client asks for (RFC 6066 section 3), read from its first message without
/// ending TLS.
///
/// Nothing is concluded before the whole ClientHello is there, over however many records it was
/// cut: whoever decides on less can be led to another answer than the server behind (the class of
/// CVE-2026-75595). What is not exactly as RFC 8446 section 4.1.2 has it is broken, and goes
/// nowhere.
public sealed interface ClientHello {
    /// A longer ClientHello is refused; with post-quantum key shares they have about 2 KiB.
    int BYTES_MAX = 16 << 10;

    /// More bytes must come.
    record Partial() implements ClientHello {}

    /// The whole message was read; `name` in small letters, or null when the client names none.
    record Whole(@Nullable String name) implements ClientHello {}

    /// This is no ClientHello; why, in words for an operator.
    record Broken(String reason) implements ClientHello {}

    /// Looks at the bytes that have come, and takes none.
    static ClientHello read(ByteBuf in) {
        try {
            byte[] message = Records.message(in);
            return message == null ? new Partial() : new Whole(new Cursor(message).serverName());
        } catch (Malformed e) {
            return new Broken(String.valueOf(e.getMessage()));
        }
    }

    /// The message is not as it should be.
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }

    /// The handshake message out of its records (RFC 8446 section 5.1).
    final class Records {
        private static final int HANDSHAKE = 22;
        private static final int CLIENT_HELLO = 1;
        private static final int HEAD = 5;
        private static final int PAYLOAD_MAX = 1 << 14;
        private static final int MESSAGE_HEAD = 4;

        private Records() {}

        /// The body of the ClientHello, or null when it is not there whole.
        private static byte @Nullable [] message(ByteBuf in) throws Malformed {
            var message = new byte[Math.min(in.readableBytes(), MESSAGE_HEAD + BYTES_MAX)];
            int size = 0;
            int at = in.readerIndex();
            while (in.writerIndex() - at > 0) {
                if (in.getUnsignedByte(at) != HANDSHAKE) {
                    throw new Malformed("the connection does not begin with a TLS handshake");
                }
                if (in.writerIndex() - at < HEAD) {
                    break;
                }
                int length = in.getUnsignedShort(at + 3);
                if (in.getUnsignedByte(at + 1) != 3 || length == 0 || length > PAYLOAD_MAX) {
                    throw new Malformed("a TLS record that is not valid");
                }
                int there = Math.min(length, in.writerIndex() - at - HEAD);
                int taken = Math.min(there, message.length - size);
                in.getBytes(at + HEAD, message, size, taken);
                size += taken;
                if (size >= MESSAGE_HEAD) {
                    int wanted = MESSAGE_HEAD + length(message);
                    if (size >= wanted) {
                        return Arrays.copyOfRange(message, MESSAGE_HEAD, wanted);
                    }
                } else if (size > 0 && message[0] != CLIENT_HELLO) {
                    throw new Malformed("the first TLS message is no ClientHello");
                }
                at += HEAD + there;
                if (there < length) {
                    break;
                }
            }
            return null;
        }

        private static int length(byte[] message) throws Malformed {
            int length = (message[1] & 255) << 16 | (message[2] & 255) << 8 | (message[3] & 255);
            if (message[0] != CLIENT_HELLO || length > BYTES_MAX) {
                throw new Malformed(
                        "the first TLS message is no ClientHello of at most "
                                + BYTES_MAX
                                + " bytes");
            }
            return length;
        }
    }

    /// Reads the message front to back.
    final class Cursor {
        private static final int VERSION_AND_RANDOM = 34;
        private static final int SERVER_NAME = 0;
        private static final int HOST_NAME = 0;
        private static final int NAME_MAX = 255;

        private final byte[] bytes;
        private int at;
        private int end;

        private Cursor(byte[] bytes) {
            this.bytes = bytes;
            end = bytes.length;
        }

        private @Nullable String serverName() throws Malformed {
            skip(VERSION_AND_RANDOM);
            skip(number(1)); // the session's id
            skip(number(2)); // ciphers
            skip(number(1)); // compressions
            if (at == end) {
                return null;
            }
            expect(number(2), "a ClientHello that goes on behind its extensions");
            String name = null;
            boolean seen = false;
            while (at < end) {
                int type = number(2);
                int length = number(2);
                int next = need(length);
                if (type == SERVER_NAME) {
                    if (seen) {
                        throw new Malformed("two server names");
                    }
                    seen = true;
                    name = names(next);
                }
                at = next;
            }
            return name;
        }

        /// The list holds one name in practice and by every client's rules.
        private String names(int extensionEnd) throws Malformed {
            int whole = end;
            end = extensionEnd;
            expect(number(2), "a list of server names that does not fill its extension");
            if (number(1) != HOST_NAME) {
                throw new Malformed("a server name that is no host name");
            }
            int length = number(2);
            expect(length, "more than one server name");
            if (length == 0 || length > NAME_MAX) {
                throw new Malformed("a server name that is empty or too long");
            }
            for (int i = at; i < end; i++) {
                if (bytes[i] <= ' ' || bytes[i] == 127) {
                    throw new Malformed("a server name with a character that none has");
                }
            }
            String name =
                    new String(bytes, at, end - at, StandardCharsets.US_ASCII)
                            .toLowerCase(Locale.ROOT);
            at = end;
            end = whole;
            return name;
        }

        private int number(int size) throws Malformed {
            int next = need(size);
            int number = 0;
            while (at < next) {
                number = number << 8 | (bytes[at++] & 255);
            }
            return number;
        }

        private void skip(int size) throws Malformed {
            at = need(size);
        }

        private int need(int size) throws Malformed {
            if (size > end - at) {
                throw new Malformed("a ClientHello that ends within a field");
            }
            return at + size;
        }

        private void expect(int size, String otherwise) throws Malformed {
            if (at + size != end) {
                throw new Malformed(otherwise);
            }
        }
    }
}
