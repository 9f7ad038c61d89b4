package forum.proofs;

import forum.db.Database;
import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// An append-only list of ids. 201 means that the id is on disk; a second write of an id is told by
/// 409, which makes a request that something on the way sent twice visible.
public final class Ledger {
    private static final int ENTRIES_PER_PAGE = 1_000;

    private record Entry(long seq, String id) {}

    private final Database database;

    public Ledger(Database database) {
        this.database = database;
    }

    public void addTo(Router router) {
        router.post("/api/ledger", this::append).get("/api/ledger", this::list);
    }

    private Response append(Request request) throws SQLException, IOException {
        String id = Request.text(request.json(), "id");
        if (!id.matches("[!-~]{1,64}")) {
            throw Problem.badRequest("'id' must be 1 to 64 printable ASCII characters.");
        }
        List<Long> seq =
                database.run(sql ->
                        sql.list(
                                """
                                INSERT INTO ledger (id) VALUES (?)
                                ON CONFLICT (id) DO NOTHING RETURNING seq
                                """,
                                row -> row.getLong(1),
                                id));
        if (seq.isEmpty()) {
            throw new Problem(409, "The ledger already has " + id + ".");
        }
        return Response.json(201, new Entry(seq.get(0), id));
    }

    /// Entries above `from`, oldest first; `next` is where the following page starts.
    private Response list(Request request) throws SQLException {
        int from = request.query().number("from", 0, 0, Integer.MAX_VALUE);
        List<Entry> entries =
                database.run(sql ->
                        sql.list(
                                "SELECT seq, id FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?",
                                row -> new Entry(row.getLong(1), row.getString(2)),
                                from,
                                ENTRIES_PER_PAGE));
        long next = entries.isEmpty() ? from : entries.get(entries.size() - 1).seq();
        return Response.json(
                200,
                Map.of(
                        "entries",
                        entries,
                        "next",
                        next,
                        "more",
                        entries.size() == ENTRIES_PER_PAGE));
    }
}
