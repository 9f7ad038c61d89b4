package tenfold.sql.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Gathers the rows of one result after the other.
final class Answer {
    private final long lengthMax;
    private long length;
    private List<String> columns = List.of();
    private List<Row> rows = new ArrayList<>();

    Answer(long lengthMax) {
        this.lengthMax = lengthMax;
    }

    void begin(ByteBuffer body) {
        int count = body.getShort();
        columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            columns.add(Bytes.string(body));
            body.position(body.position() + 18);
        }
    }

    void add(ByteBuffer body) throws ProtocolException {
        length += body.remaining();
        if (length > lengthMax) {
            throw new ProtocolException("the result is longer than " + lengthMax + " bytes");
        }
        rows.add(Row.read(body));
    }

    Result end(String command) {
        var result = new Result(columns, rows, command);
        columns = List.of();
        rows = new ArrayList<>();
        return result;
    }
}
