package tenfold.sql.logical;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Lsn;
import tenfold.sql.client.Quote;
import tenfold.sql.client.Result;
import tenfold.sql.client.Row;

/// Writes decoded transactions to a target, whole ones only, several at once when they come fast.
///
/// Every change must touch exactly one row: anything else means that the sides are not the same any
/// more. Triggers, rules and foreign keys do not fire: the source has done their work already, and
/// it comes as changes of its own.
final class Applier implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int STATEMENTS_MAX = 500;
    private static final int LENGTH_MAX = 256 << 10;

    private final Connection target;
    private final String slot;
    private final ChangeText texts;
    private final List<String> statements = new ArrayList<>();
    private int length;
    private Lsn recorded;
    private Lsn finished;
    private boolean sent;
    private boolean inTransaction;
    private String mark = "";
    private String markFinished = "";
    private String markInTransaction = "";

    private Applier(Connection target, String slot, Lsn recorded, ChangeText texts) {
        this.target = target;
        this.slot = slot;
        this.recorded = recorded;
        this.finished = recorded;
        this.texts = texts;
    }

    static Applier open(Connection target, String slot) throws IOException {
        target.query("SET session_replication_role = replica", PATIENCE);
        List<Row> rows =
                target.query(
                                "SELECT lsn FROM tenfold_move.progress WHERE slot = "
                                        + Quote.text(slot),
                                PATIENCE)
                        .rows();
        if (rows.size() != 1) {
            throw new ReplayException("the copy has lost its record of how far it is");
        }
        var texts =
                new ChangeText(
                        columns(target, "a.attidentity = 'a'"),
                        columns(
                                target,
                                "EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid"
                                        + " AND i.indisprimary AND a.attnum = ANY (i.indkey))"));
        return new Applier(target, slot, rows.getFirst().lsn(0), texts);
    }

    private static Set<String> columns(Connection target, String condition) throws IOException {
        Set<String> names = new HashSet<>();
        target.query(
                        """
                        SELECT n.nspname || '.' || c.relname || '.' || a.attname
                        FROM pg_catalog.pg_attribute a
                        JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        WHERE %s AND %s\
                        """
                                .formatted(condition, SchemaQueries.OURS),
                        PATIENCE)
                .rows()
                .forEach(row -> names.add(row.text(0)));
        return names;
    }

    /// The end of the last transaction that is in the target for good.
    Lsn recorded() {
        return recorded;
    }

    /// The content of the last mark that is.
    String mark() {
        return mark;
    }

    boolean inTransaction() {
        return inTransaction;
    }

    /// Whether nothing waits to be written.
    boolean idle() {
        return !inTransaction && finished.equals(recorded) && !sent && statements.isEmpty();
    }

    boolean full() {
        return statements.size() >= STATEMENTS_MAX || length >= LENGTH_MAX;
    }

    void take(Change change) throws IOException {
        switch (change) {
            case Change.Begin _ -> inTransaction = true;
            case Change.Commit(Lsn end) -> {
                inTransaction = false;
                finished = end;
                if (!markInTransaction.isEmpty()) {
                    markFinished = markInTransaction;
                    markInTransaction = "";
                }
            }
            case Change.Relation relation -> texts.learn(relation);
            case Change.Insert insert -> add(texts.insert(insert));
            case Change.Update update -> add(texts.update(update));
            case Change.Delete delete -> add(texts.delete(delete));
            case Change.Truncate truncate -> add(texts.truncate(truncate));
            case Change.Mark(String prefix, String content) -> {
                if (prefix.equals(Marks.PREFIX)) {
                    markInTransaction = content;
                }
            }
            case Change.Other _ -> {}
        }
    }

    private void add(String statement) {
        statements.add(statement);
        length += statement.length();
    }

    /// Writes what has come. In the middle of a transaction it is sent but not committed. Returns
    /// how far the target is for good.
    Lsn flush() throws IOException {
        send();
        if (!inTransaction && !finished.equals(recorded)) {
            record();
        }
        return recorded;
    }

    private void send() throws IOException {
        if (statements.isEmpty()) {
            return;
        }
        StringBuilder all = new StringBuilder(length + 2 * statements.size() + 8);
        if (!sent) {
            all.append("BEGIN;");
        }
        statements.forEach(each -> all.append(each).append(";\n"));
        List<Result> results = target.queries(all.toString(), PATIENCE);
        int first = sent ? 0 : 1;
        sent = true;
        for (int i = 0; i < statements.size(); i++) {
            Result result = results.get(first + i);
            if (result.affected() != 1 && !result.command().startsWith("TRUNCATE")) {
                throw new ReplayException(
                        "the sides differ: %d rows instead of one for %s"
                                .formatted(result.affected(), shortened(statements.get(i))));
            }
        }
        statements.clear();
        length = 0;
    }

    /// Only the head: rows may be long, and secret.
    private static String shortened(String statement) {
        int end = statement.indexOf('\'');
        return end < 0 ? statement : statement.substring(0, end) + "...";
    }

    private void record() throws IOException {
        String update =
                "UPDATE tenfold_move.progress SET lsn = '%s' WHERE slot = %s AND lsn = '%s'"
                        .formatted(finished, Quote.text(slot), recorded);
        Result result = target.query(sent ? update : "BEGIN; " + update, PATIENCE);
        if (result.affected() != 1) {
            throw new ReplayException("another follower is at work on " + target.endpoint());
        }
        target.query("COMMIT", PATIENCE);
        sent = false;
        recorded = finished;
        mark = markFinished;
    }

    @Override
    public void close() {
        target.close();
    }
}
