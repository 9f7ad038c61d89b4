package tenfold.watch.otlp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/// Writes the JSON form of a message as protobuf, repeated numbers unpacked.
final class Encoder {
    private Encoder() {}

    static byte[] encode(JsonNode message, Schema schema) {
        var out = new ByteArrayOutputStream();
        schema.fields()
                .forEach((number, field) -> {
                    JsonNode value = message.path(field.name());
                    if (value.isArray()) {
                        value.forEach(one -> out.writeBytes(one(number, field, one)));
                    } else if (!value.isMissingNode()) {
                        out.writeBytes(one(number, field, value));
                    }
                });
        return out.toByteArray();
    }

    private static byte[] one(int number, Schema.Field field, JsonNode value) {
        Schema message = field.message();
        return switch (field.type()) {
            case MESSAGE -> field(number, message == null ? new byte[0] : encode(value, message));
            case STRING -> field(number, value.asString("").getBytes(StandardCharsets.UTF_8));
            case BYTES -> field(number, HexFormat.of().parseHex(value.asString("")));
            case VARINT -> tagged(number, 0, varint(whole(value)));
            case FIXED64 -> tagged(number, 1, fixed(whole(value)));
            case DOUBLE -> tagged(number, 1, fixed(Double.doubleToRawLongBits(value.asDouble())));
        };
    }

    private static long whole(JsonNode value) {
        return value.isBoolean()
                ? (value.asBoolean() ? 1 : 0)
                : value.isNumber() ? value.asLong() : Long.parseLong(value.asString());
    }

    static byte[] field(int number, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(varint(content.length));
        out.writeBytes(content);
        return tagged(number, 2, out.toByteArray());
    }

    private static byte[] tagged(int number, int wire, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(varint((long) number << 3 | wire));
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] fixed(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    private static byte[] varint(long value) {
        var out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }
}
