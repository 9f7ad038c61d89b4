package forum.seed;

import forum.db.Sql;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/// Rows on their way into one table through COPY. Closing it without a failure keeps them.
final class CopyRows implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final BufferedWriter out;

    CopyRows(Sql sql, String tableAndColumns) throws SQLException {
        var connection = sql.connection().unwrap(PGConnection.class);
        var copy =
                new PGCopyOutputStream(
                        connection, "COPY " + tableAndColumns + " FROM STDIN", BUFFER_BYTES);
        this.out =
                new BufferedWriter(
                        new OutputStreamWriter(copy, StandardCharsets.UTF_8), BUFFER_BYTES);
    }

    void add(Object... values) throws IOException {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                out.write('\t');
            }
            out.write(escaped(values[i].toString()));
        }
        out.write('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
