package tenfold.sql.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// One row as text.
public record Row(List<@Nullable String> values) {
    static Row read(ByteBuffer body) {
        int count = body.getShort();
        List<@Nullable String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = body.getInt();
            values.add(length < 0 ? null : Bytes.text(body, length));
        }
        return new Row(Collections.unmodifiableList(values));
    }

    public @Nullable String orNull(int column) {
        return values.get(column);
    }

    /// The value of a column that is not null.
    public String text(int column) {
        String value = values.get(column);
        Check.that(value != null, "column %d is null", column);
        return java.util.Objects.requireNonNull(value);
    }

    public long number(int column) {
        return Long.parseLong(text(column));
    }

    public boolean truth(int column) {
        return text(column).equals("t");
    }

    public Lsn lsn(int column) {
        return Lsn.parse(text(column));
    }
}
