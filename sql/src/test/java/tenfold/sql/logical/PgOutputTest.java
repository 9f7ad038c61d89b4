package tenfold.sql.logical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tenfold.sql.client.Lsn;

class PgOutputTest {
    private static final Change.Relation TABLE =
            new Change.Relation(
                    9,
                    "public",
                    "it's",
                    List.of(
                            new Change.Column("id", true),
                            new Change.Column("a \"b\"", false),
                            new Change.Column("c", false)));

    private static byte[] message(Writing writing) throws IOException {
        var bytes = new ByteArrayOutputStream();
        writing.to(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static Change read(byte[] message) throws IOException {
        return PgOutput.read(ByteBuffer.wrap(message));
    }

    private static void text(DataOutputStream out, String value) throws IOException {
        out.writeByte('t');
        out.writeInt(value.getBytes(UTF_8).length);
        out.write(value.getBytes(UTF_8));
    }

    private static byte[] relation() throws IOException {
        return message(out -> {
            out.writeByte('R');
            out.writeInt(9);
            out.write("public\0it's\0d".getBytes(UTF_8));
            out.writeShort(3);
            out.writeByte(1);
            out.write("id\0".getBytes(UTF_8));
            out.writeLong(20L << 32 | 0xffff_ffffL);
            out.writeByte(0);
            out.write("a \"b\"\0".getBytes(UTF_8));
            out.writeLong(0);
            out.writeByte(0);
            out.write("c\0".getBytes(UTF_8));
            out.writeLong(0);
        });
    }

    private static byte[] update() throws IOException {
        return message(out -> {
            out.writeByte('U');
            out.writeInt(9);
            out.writeByte('K');
            out.writeShort(3);
            text(out, "7");
            out.writeByte('n');
            out.writeByte('n');
            out.writeByte('N');
            out.writeShort(3);
            text(out, "8");
            out.writeByte('u');
            text(out, "é'\\");
        });
    }

    @Test
    void readsTransactionsAndMarks() throws IOException {
        assertThat(
                        read(
                                message(out -> {
                                    out.writeByte('B');
                                    out.writeLong(0x1_0000_0002L);
                                    out.writeLong(0);
                                    out.writeInt(5);
                                })))
                .isEqualTo(new Change.Begin(Lsn.parse("1/2")));
        assertThat(
                        read(
                                message(out -> {
                                    out.writeByte('C');
                                    out.writeByte(0);
                                    out.writeLong(2);
                                    out.writeLong(0x30);
                                    out.writeLong(0);
                                })))
                .isEqualTo(new Change.Commit(Lsn.parse("0/30")));
        assertThat(
                        read(
                                message(out -> {
                                    out.writeByte('M');
                                    out.writeByte(1);
                                    out.writeLong(2);
                                    out.write("tenfold\0".getBytes(UTF_8));
                                    out.writeInt(3);
                                    out.write("abc".getBytes(UTF_8));
                                })))
                .isEqualTo(new Change.Mark("tenfold", "abc"));
    }

    @Test
    void readsTablesAndRows() throws IOException {
        assertThat(read(relation())).isEqualTo(TABLE);
        assertThat(read(update()))
                .isEqualTo(
                        new Change.Update(
                                9,
                                List.of(
                                        new Change.Cell.Text("7"),
                                        new Change.Cell.Null(),
                                        new Change.Cell.Null()),
                                List.of(
                                        new Change.Cell.Text("8"),
                                        new Change.Cell.Unchanged(),
                                        new Change.Cell.Text("é'\\"))));
    }

    @Test
    void aMessageThatIsCutAnywhereIsAnErrorAndNotAnotherChange() throws IOException {
        for (byte[] whole : List.of(relation(), update())) {
            for (int length = 0; length < whole.length; length++) {
                ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
                assertThatThrownBy(() -> PgOutput.read(cut)).isInstanceOf(Exception.class);
            }
        }
    }

    @Test
    void whatItDoesNotKnowIsAnError() {
        assertThatThrownBy(() -> read(new byte[] {'Z', 0, 0})).hasMessageContaining("kind Z");
    }

    @Test
    void writesChangesAsStatements() throws IOException {
        var texts = new ChangeText(Set.of("public.it's.c"), Set.of());
        texts.learn(TABLE);

        assertThat(texts.update((Change.Update) read(update())))
                .isEqualTo("UPDATE ONLY \"public\".\"it's\" SET \"id\" = '8' WHERE \"id\" = '7'");
        assertThat(
                        texts.insert(
                                new Change.Insert(
                                        9,
                                        List.of(
                                                new Change.Cell.Text("1"),
                                                new Change.Cell.Null(),
                                                new Change.Cell.Text("O'Hara\\")))))
                .isEqualTo(
                        "INSERT INTO \"public\".\"it's\" (\"id\", \"a \"\"b\"\"\", \"c\") OVERRIDING SYSTEM VALUE"
                                + " VALUES ('1', NULL, 'O''Hara\\')");
        assertThat(texts.truncate(new Change.Truncate(List.of(9), false)))
                .isEqualTo("TRUNCATE ONLY \"public\".\"it's\"");
    }

    @Test
    void aWholeRowAsIdentityIsFoundByItsPrimaryKey() throws IOException {
        var texts = new ChangeText(Set.of(), Set.of("s.t.id"));
        texts.learn(
                new Change.Relation(
                        3,
                        "s",
                        "t",
                        List.of(new Change.Column("id", true), new Change.Column("doc", true))));
        var row = List.<Change.Cell>of(new Change.Cell.Text("1"), new Change.Cell.Text("{}"));

        assertThat(texts.delete(new Change.Delete(3, row)))
                .isEqualTo("DELETE FROM ONLY \"s\".\"t\" WHERE \"id\" = '1'");
    }

    @Test
    void aTableWithoutAKeyIsRefused() {
        var texts = new ChangeText(Set.of(), Set.of());
        texts.learn(new Change.Relation(3, "s", "t", List.of(new Change.Column("a", false))));

        assertThatThrownBy(() ->
                        texts.delete(new Change.Delete(3, List.of(new Change.Cell.Text("1")))))
                .hasMessageContaining("s.t has no key");
    }
}
