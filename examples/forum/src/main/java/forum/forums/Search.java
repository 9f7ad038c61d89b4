package forum.forums;

import forum.db.Database;
import java.sql.SQLException;
import java.util.List;

/// Full-text search over titles and posts.
public final class Search {
    static final int HITS_PER_PAGE = 20;

    record Hit(long threadId, String title, int number, String author, String excerpt) {}

    private final Database database;

    public Search(Database database) {
        this.database = database;
    }

    /// One page of hits, the newest first, and one more row when there is a further page.
    List<Hit> find(String words, int page) throws SQLException {
        return database.run(sql ->
                sql.list(
                        """
                        WITH wanted AS (SELECT websearch_to_tsquery('english', ?) AS words),
                        hits AS (
                            SELECT p.id, p.thread_id, p.number, p.author_id, p.body
                            FROM posts p, wanted
                            WHERE to_tsvector('english', p.body) @@ wanted.words
                            UNION
                            SELECT p.id, p.thread_id, p.number, p.author_id, p.body
                            FROM threads t JOIN posts p ON p.thread_id = t.id AND p.number = 1, wanted
                            WHERE to_tsvector('english', t.title) @@ wanted.words
                        )
                        SELECT t.id, t.title, h.number, u.name, h.body
                        FROM hits h JOIN threads t ON t.id = h.thread_id JOIN users u ON u.id = h.author_id
                        ORDER BY h.id DESC LIMIT ? OFFSET ?
                        """,
                        row ->
                                new Hit(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getInt(3),
                                        row.getString(4),
                                        excerpt(row.getString(5))),
                        words,
                        HITS_PER_PAGE + 1,
                        (page - 1) * HITS_PER_PAGE));
    }

    private static String excerpt(String body) {
        return body.length() <= 180 ? body : body.substring(0, 180).stripTrailing() + " …";
    }
}
