package tenfold.sql.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/// Strings in messages: UTF-8, ended by a zero.
final class Bytes {
    private Bytes() {}

    static String string(ByteBuffer in) {
        int start = in.position();
        int end = start;
        while (end < in.limit() && in.get(end) != 0) {
            end++;
        }
        String value = new String(in.array(), in.arrayOffset() + start, end - start, UTF_8);
        in.position(Math.min(end + 1, in.limit()));
        return value;
    }

    static String text(ByteBuffer in, int length) {
        String value = new String(in.array(), in.arrayOffset() + in.position(), length, UTF_8);
        in.position(in.position() + length);
        return value;
    }

    static byte[] utf8(String value) {
        return value.getBytes(UTF_8);
    }
}
