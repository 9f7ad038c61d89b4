package tenfold.watch.otlp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import tenfold.watch.otlp.Schema.Field;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads protobuf (protobuf.dev/programming-guides/encoding) into the tree of its JSON form, by a
/// [Schema].
final class Protobuf {
    private static final int DEPTH_MAX = 16;
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private Protobuf() {}

    /// Throws [IOException] when the bytes are no such message.
    static JsonNode read(byte[] bytes, Schema schema) throws IOException {
        try {
            return message(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), schema, 0);
        } catch (RuntimeException e) {
            throw new IOException("no protobuf message of OTLP", e);
        }
    }

    private static ObjectNode message(ByteBuffer in, Schema schema, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new IOException("no protobuf of OTLP: deeper than " + DEPTH_MAX + " levels");
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        while (in.hasRemaining()) {
            long tag = varint(in);
            Field field = schema.fields().get((int) (tag >>> 3));
            int wire = (int) (tag & 7);
            if (field == null) {
                skip(in, wire);
            } else if (wire == LENGTH && field.repeated() && isPackable(field)) {
                ByteBuffer packed = slice(in);
                while (packed.hasRemaining()) {
                    node.withArray(field.name()).add(value(packed, field, depth));
                }
            } else if (field.repeated()) {
                node.withArray(field.name()).add(value(in, field, depth));
            } else {
                node.set(field.name(), value(in, field, depth));
            }
        }
        return node;
    }

    private static boolean isPackable(Field field) {
        return switch (field.type()) {
            case VARINT, FIXED64, DOUBLE -> true;
            case STRING, BYTES, MESSAGE -> false;
        };
    }

    private static JsonNode value(ByteBuffer in, Field field, int depth) throws IOException {
        var nodes = JsonNodeFactory.instance;
        return switch (field.type()) {
            case VARINT -> nodes.numberNode(varint(in));
            case FIXED64 -> nodes.numberNode(in.getLong());
            case DOUBLE -> nodes.numberNode(in.getDouble());
            case STRING -> nodes.stringNode(StandardCharsets.UTF_8.decode(slice(in)).toString());
            case BYTES -> {
                ByteBuffer slice = slice(in);
                var bytes = new byte[slice.remaining()];
                slice.get(bytes);
                yield nodes.stringNode(HexFormat.of().formatHex(bytes));
            }
            case MESSAGE -> {
                Schema message = field.message();
                yield message == null ? nodes.nullNode() : message(slice(in), message, depth + 1);
            }
        };
    }

    private static ByteBuffer slice(ByteBuffer in) {
        int length = Math.toIntExact(varint(in));
        ByteBuffer slice = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + length);
        return slice;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than 64 bits");
    }

    private static void skip(ByteBuffer in, int wire) throws IOException {
        switch (wire) {
            case VARINT -> varint(in);
            case FIXED64 -> in.getLong();
            case LENGTH -> slice(in);
            case FIXED32 -> in.getInt();
            default -> throw new IOException("no protobuf: there is no wire type " + wire);
        }
    }
}
