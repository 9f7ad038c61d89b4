package tenfold.sql.logical;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tenfold.sql.client.Lsn;

/// Reads the messages of `pgoutput`, protocol version 1 with text values.
///
/// Source: the chapter "Logical Replication Message Formats" of PostgreSQL's documentation.
final class PgOutput {
    private static final Change OTHER = new Change.Other();
    private static final Change.Cell NULL = new Change.Cell.Null();
    private static final Change.Cell UNCHANGED = new Change.Cell.Unchanged();

    private PgOutput() {}

    static Change read(ByteBuffer in) throws IOException {
        byte kind = in.get();
        return switch (kind) {
            case 'B' -> new Change.Begin(new Lsn(in.getLong()));
            case 'C' -> commit(in);
            case 'R' -> relation(in);
            case 'I' -> insert(in);
            case 'U' -> update(in);
            case 'D' -> delete(in);
            case 'T' -> truncate(in);
            case 'M' -> mark(in);
            case 'O', 'Y' -> OTHER;
            default -> throw new IOException("decoded change of an unknown kind " + (char) kind);
        };
    }

    private static Change commit(ByteBuffer in) {
        in.get(); // flags
        in.getLong(); // of the commit record, as in Begin
        return new Change.Commit(new Lsn(in.getLong()));
    }

    private static Change relation(ByteBuffer in) {
        int id = in.getInt();
        String schema = string(in);
        String name = string(in);
        in.get(); // the replica identity setting: the columns' flags say what it means
        int count = in.getShort();
        List<Change.Column> columns = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean key = (in.get() & 1) != 0;
            columns.add(new Change.Column(string(in), key));
            in.getLong(); // type and type modifier
        }
        return new Change.Relation(id, schema.isEmpty() ? "pg_catalog" : schema, name, columns);
    }

    private static Change insert(ByteBuffer in) throws IOException {
        int relation = in.getInt();
        expect(in.get(), "N");
        return new Change.Insert(relation, row(in));
    }

    private static Change update(ByteBuffer in) throws IOException {
        int relation = in.getInt();
        byte kind = in.get();
        if (kind == 'N') {
            return new Change.Update(relation, null, row(in));
        }
        expect(kind, "KO");
        List<Change.Cell> key = row(in);
        expect(in.get(), "N");
        return new Change.Update(relation, key, row(in));
    }

    private static Change delete(ByteBuffer in) throws IOException {
        int relation = in.getInt();
        expect(in.get(), "KO");
        return new Change.Delete(relation, row(in));
    }

    private static Change truncate(ByteBuffer in) {
        int count = in.getInt();
        int options = in.get();
        List<Integer> relations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            relations.add(in.getInt());
        }
        return new Change.Truncate(relations, (options & 2) != 0);
    }

    private static Change mark(ByteBuffer in) {
        in.get(); // flags: in a transaction or not
        in.getLong();
        String prefix = string(in);
        return new Change.Mark(prefix, text(in, in.getInt()));
    }

    private static List<Change.Cell> row(ByteBuffer in) throws IOException {
        int count = in.getShort();
        List<Change.Cell> row = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte kind = in.get();
            row.add(
                    switch (kind) {
                        case 'n' -> NULL;
                        case 'u' -> UNCHANGED;
                        case 't' -> new Change.Cell.Text(text(in, in.getInt()));
                        default ->
                                throw new IOException("a value of an unknown kind " + (char) kind);
                    });
        }
        return row;
    }

    private static void expect(byte kind, String allowed) throws IOException {
        if (allowed.indexOf(kind) < 0) {
            throw new IOException("a row of an unknown kind " + (char) kind);
        }
    }

    private static String string(ByteBuffer in) {
        int end = in.position();
        while (in.get(end) != 0) {
            end++;
        }
        String value = text(in, end - in.position());
        in.get();
        return value;
    }

    private static String text(ByteBuffer in, int length) {
        String value = UTF_8.decode(in.slice(in.position(), length)).toString();
        in.position(in.position() + length);
        return value;
    }
}
