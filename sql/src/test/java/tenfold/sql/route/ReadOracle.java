package tenfold.sql.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;
import tenfold.sql.client.CopyIn;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Row;
import tenfold.sql.client.ServerError;
import tenfold.sql.parse.Plan;
import tenfold.sql.parse.Plans;

/// Runs scripts on a real PostgreSQL and compares what we say of each statement with what it does.
///
/// Three questions to PostgreSQL about each statement that looks like a query, before it is run:
/// does it fail with 25006 in a READ ONLY transaction; and, from the tree that the server keeps of
/// a view with the same text, which functions does it call and which relations does it read?
final class ReadOracle {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Set<String> HARMLESS =
            Set.of("random", "clock_timestamp", "timeofday", "gen_random_uuid", "pg_sleep");
    private static final String TREE =
            """
            SELECT coalesce(string_agg(DISTINCT p.proname, chr(10)), ''),
              coalesce(string_agg(DISTINCT c.relname, chr(10)), '')
            FROM pg_rewrite r, regexp_matches(r.ev_action::text,
                ':(funcid|opfuncid|aggfnoid|winfnoid|relid) ([0-9]+)', 'g') m
              LEFT JOIN pg_proc p ON m[1] <> 'relid' AND p.oid = m[2]::oid AND p.provolatile = 'v'
              LEFT JOIN pg_class c ON m[1] = 'relid' AND c.oid = m[2]::oid AND c.oid >= 16384
                AND c.relname <> 'tenfold_oracle'
            WHERE r.ev_class = 'tenfold_oracle'::regclass
            """;

    private final Endpoint server;
    private Endpoint endpoint;
    private final Plans plans = new Plans(1024);
    private final List<String> wrong = new ArrayList<>();
    private final List<String> missed = new ArrayList<>();
    private Catalogue catalogue = Catalogue.NONE;
    private boolean stale = true;
    private boolean open;
    private boolean inside;
    private long statements;
    private long judged;
    private long recognised;
    private long readable;
    private long trees;

    ReadOracle(Endpoint server) {
        this.server = server;
        this.endpoint = server;
    }

    /// Runs what follows in a new database, a copy of `template`.
    void use(String database, String template) throws IOException {
        try (Connection connection = Connection.open(server)) {
            connection.query(
                    "CREATE DATABASE \"" + database + "\" TEMPLATE \"" + template + "\"", PATIENCE);
        }
        endpoint = server.withDatabase(database);
        stale = true;
    }

    void drop(String database) throws IOException {
        try (Connection connection = Connection.open(server)) {
            connection.query("DROP DATABASE \"" + database + "\" WITH (FORCE)", PATIENCE);
        }
    }

    /// Statements that we would have sent to a replica and that do not belong there, with the
    /// reason.
    List<String> wrong() {
        return wrong;
    }

    /// Queries that a replica could have run and that we would have kept on the primary.
    List<String> missed() {
        return missed;
    }

    long statements() {
        return statements;
    }

    /// Statements for which we chose a replica.
    long judged() {
        return judged;
    }

    long readable() {
        return readable;
    }

    long recognised() {
        return recognised;
    }

    /// Statements of which the server told functions and relations.
    long trees() {
        return trees;
    }

    void run(String name, List<PsqlScript.Piece> script) throws IOException {
        Connection session = connect();
        for (PsqlScript.Piece each : script) {
            if (!session.open()) {
                session = connect();
            }
            try {
                piece(session, name, each);
            } catch (ServerError e) {
                open &= session.open() && session.status() != 'I';
            } catch (IOException _) {
                session.close();
            }
        }
        session.close();
    }

    private Connection connect() throws IOException {
        open = false;
        return Connection.open(
                endpoint,
                Map.of("options", "-c statement_timeout=20s -c client_min_messages=warning"),
                ClientLimits.DEFAULT);
    }

    private void piece(Connection session, String name, PsqlScript.Piece piece) throws IOException {
        statements++;
        byte[] text = piece.sql().getBytes(UTF_8);
        Plan plan = plans.plan(text, 0, text.length, true);
        if (session.status() != 'E' && looksLikeQuery(piece.sql())) {
            check(session, name + ": " + piece.sql(), piece.sql(), plan);
        }
        Judgement judgement = Catalogue.NONE.judge(plan);
        boolean changes = judgement.changesCatalogue() || !looksLikeQuery(piece.sql());
        stale |= changes;
        open |= changes;
        if (piece.data().isEmpty()) {
            session.query(piece.sql(), PATIENCE);
        } else {
            try (CopyIn copy = session.copyIn(piece.sql(), PATIENCE)) {
                copy.write(ByteBuffer.wrap(piece.data().getBytes(UTF_8)));
                copy.finish();
            }
        }
        open &= session.status() != 'I';
    }

    private static boolean looksLikeQuery(String sql) {
        String start = sql.replaceAll("(?s)^(\\s|\\(|--[^\\n]*\\n|/\\*.*?\\*/)*", "");
        return start.toLowerCase(Locale.ROOT).matches("(?s)(select|with|values|table)\\b.*");
    }

    /// A transaction's own definitions are not in the catalogue that others see.
    private void check(Connection session, String label, String sql, Plan plan) throws IOException {
        if (open) {
            return;
        }
        refresh();
        Judgement judgement = catalogue.judge(plan);
        String state = attempt(session, sql);
        if (judgement.onReplica()) {
            judged++;
            if (state.equals("25006")) {
                wrong.add("25006: " + label);
            }
        }
        Row tree = state.isEmpty() ? tree(session, sql) : null;
        if (tree != null) {
            trees++;
            compare(label, judgement, names(tree.text(0)), names(tree.text(1)));
        }
    }

    private void compare(
            String label, Judgement judgement, Set<String> functions, Set<String> relations) {
        if (functions.isEmpty()) {
            readable++;
            if (judgement.onReplica()) {
                recognised++;
            } else {
                missed.add(label);
            }
        }
        if (!judgement.onReplica()) {
            return;
        }
        functions.removeAll(HARMLESS);
        if (!functions.isEmpty()) {
            wrong.add("calls " + functions + ": " + label);
        }
        if (!judgement.readsAll() && !judgement.reads().containsAll(relations)) {
            wrong.add("reads " + relations + ", not " + judgement.reads() + ": " + label);
        }
    }

    private static Set<String> names(String lines) {
        var names = new TreeSet<>(Arrays.asList(lines.split("\n", -1)));
        names.remove("");
        return names;
    }

    private void refresh() throws IOException {
        if (stale) {
            try (Connection other = Connection.open(endpoint)) {
                catalogue = CatalogueReader.read(other, PATIENCE);
            }
            stale = false;
        }
    }

    /// The SQLSTATE of a run that may not write; empty when it succeeds.
    private String attempt(Connection session, String sql) throws IOException {
        try {
            begin(session);
            session.query("SET TRANSACTION READ ONLY", PATIENCE);
            session.query("SET LOCAL statement_timeout = '5s'", PATIENCE);
            session.query(sql, PATIENCE);
            return "";
        } catch (ServerError e) {
            return e.sqlState();
        } finally {
            end(session);
        }
    }

    private @Nullable Row tree(Connection session, String sql) throws IOException {
        try {
            begin(session);
            session.query(
                    "CREATE TEMP VIEW tenfold_oracle AS SELECT EXISTS (" + sql + "\n) AS found",
                    PATIENCE);
            return session.query(TREE, PATIENCE).one();
        } catch (ServerError _) {
            return null;
        } finally {
            end(session);
        }
    }

    private void begin(Connection session) throws IOException {
        inside = session.status() == 'T';
        session.query(inside ? "SAVEPOINT tenfold_oracle" : "BEGIN", PATIENCE);
    }

    private void end(Connection session) throws IOException {
        if (session.open()) {
            session.query(inside ? "ROLLBACK TO tenfold_oracle" : "ROLLBACK", PATIENCE);
        }
    }
}
