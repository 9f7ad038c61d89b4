package tenfold.edge.http;

import tenfold.base.Check;

/// How large a message head may get: the start line and all field lines, in bytes, and the number
/// of fields.
public record HeadLimits(int startLineMax, int fieldBytesMax, int fieldsMax) {
    private static final int BYTES_MAX = 1 << 20;

    public HeadLimits {
        Check.that(startLineMax >= 64, "startLineMax %d is below 64", startLineMax);
        Check.that(fieldBytesMax >= 64, "fieldBytesMax %d is below 64", fieldBytesMax);
        Check.that(
                startLineMax <= BYTES_MAX && fieldBytesMax <= BYTES_MAX,
                "heads above %d bytes are not supported",
                BYTES_MAX);
        Check.that(fieldsMax >= 1, "fieldsMax %d is below 1", fieldsMax);
    }
}
