package forum.forums;

import forum.db.Database;
import forum.db.Sql;
import forum.http.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The forums: categories hold threads, threads hold numbered posts.
public final class Threads {
    static final int THREADS_PER_PAGE = 25;
    static final int POSTS_PER_PAGE = 20;
    static final int TITLE_CHARACTERS_MIN = 3;
    static final int TITLE_CHARACTERS_MAX = 120;
    static final int BODY_CHARACTERS_MAX = 10_000;

    record Category(int id, String slug, String name, String about, long threads, long posts) {}

    record Topic(
            long id,
            String title,
            String category,
            String author,
            String lastAuthor,
            int posts,
            Instant lastPostAt) {}

    record Post(long id, int number, long authorId, String body, Instant at) {}

    record Totals(long members, long threads, long posts) {}

    private static final String TOPICS =
            """
            SELECT t.id, t.title, c.slug, a.name, l.name, t.post_count, t.last_post_at
            FROM threads t
            JOIN categories c ON c.id = t.category_id
            JOIN users a ON a.id = t.author_id
            JOIN users l ON l.id = t.last_author_id
            """;

    private final Database database;

    public Threads(Database database) {
        this.database = database;
    }

    List<Category> categories() throws SQLException {
        return database.run(sql ->
                sql.list(
                        """
                        SELECT c.id, c.slug, c.name, c.about, count(t.id), coalesce(sum(t.post_count), 0)
                        FROM categories c LEFT JOIN threads t ON t.category_id = c.id
                        GROUP BY c.id ORDER BY c.id
                        """,
                        Threads::category));
    }

    Category category(String slug) throws SQLException {
        return database.run(sql ->
                        sql.first(
                                """
                                SELECT c.id, c.slug, c.name, c.about, count(t.id), coalesce(sum(t.post_count), 0)
                                FROM categories c LEFT JOIN threads t ON t.category_id = c.id
                                WHERE c.slug = ? GROUP BY c.id
                                """,
                                Threads::category,
                                slug))
                .orElseThrow(() -> Problem.notFound("such category"));
    }

    List<Topic> newest(int count) throws SQLException {
        return database.run(sql ->
                sql.list(
                        TOPICS + "ORDER BY t.last_post_at DESC, t.id DESC LIMIT ?",
                        Threads::topic,
                        count));
    }

    List<Topic> inCategory(int category, int page) throws SQLException {
        return database.run(sql ->
                sql.list(
                        TOPICS
                                + "WHERE t.category_id = ?"
                                + " ORDER BY t.last_post_at DESC, t.id DESC LIMIT ? OFFSET ?",
                        Threads::topic,
                        category,
                        THREADS_PER_PAGE,
                        (page - 1) * THREADS_PER_PAGE));
    }

    Topic topic(long id) throws SQLException {
        return database.run(sql -> sql.first(TOPICS + "WHERE t.id = ?", Threads::topic, id))
                .orElseThrow(() -> Problem.notFound("such thread"));
    }

    List<Post> posts(long thread, int page) throws SQLException {
        int before = (page - 1) * POSTS_PER_PAGE;
        return database.run(sql ->
                sql.list(
                        """
                        SELECT id, number, author_id, body, created_at FROM posts
                        WHERE thread_id = ? AND number > ? AND number <= ? ORDER BY number
                        """,
                        Threads::post,
                        thread,
                        before,
                        before + POSTS_PER_PAGE));
    }

    Totals totals() throws SQLException {
        return database.run(sql ->
                sql.first(
                                """
                                SELECT (SELECT count(*) FROM users), count(*), coalesce(sum(post_count), 0)
                                FROM threads
                                """,
                                row -> new Totals(row.getLong(1), row.getLong(2), row.getLong(3)))
                        .orElseThrow());
    }

    /// Opens a thread with its first post and returns the thread's id.
    long open(String categorySlug, long author, String title, String body) throws SQLException {
        if (title.length() < TITLE_CHARACTERS_MIN || title.length() > TITLE_CHARACTERS_MAX) {
            throw Problem.badRequest("A title has 3 to 120 characters.");
        }
        fit(body);
        Category category = category(categorySlug);
        return database.transaction(sql -> {
            long thread =
                    sql.number(
                            """
                            INSERT INTO threads (category_id, author_id, title, last_author_id)
                            VALUES (?, ?, ?, ?) RETURNING id
                            """,
                            category.id(),
                            author,
                            title,
                            author);
            append(sql, thread, author, body);
            return thread;
        });
    }

    /// Adds a post at the end of a thread and returns its number.
    int reply(long thread, long author, String body) throws SQLException {
        fit(body);
        return database.transaction(sql -> append(sql, thread, author, body));
    }

    /// The row lock on the thread makes writers queue, so numbers have neither gaps nor twins.
    private static int append(Sql sql, long thread, long author, String body) throws SQLException {
        Optional<Integer> count =
                sql.first(
                        "SELECT post_count FROM threads WHERE id = ? FOR UPDATE",
                        row -> row.getInt(1),
                        thread);
        int number = 1 + count.orElseThrow(() -> Problem.notFound("such thread"));
        sql.change(
                "INSERT INTO posts (thread_id, number, author_id, body) VALUES (?, ?, ?, ?)",
                thread,
                number,
                author,
                body);
        sql.change(
                "UPDATE threads SET post_count = ?, last_post_at = now(), last_author_id = ? WHERE id = ?",
                number,
                author,
                thread);
        sql.list("SELECT pg_notify('new_posts', ?)", row -> true, thread + ":" + number);
        return number;
    }

    private static void fit(String body) {
        if (body.isBlank() || body.length() > BODY_CHARACTERS_MAX) {
            throw Problem.badRequest("A post has 1 to 10,000 characters.");
        }
    }

    private static Category category(ResultSet row) throws SQLException {
        return new Category(
                row.getInt(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getLong(6));
    }

    static Topic topic(ResultSet row) throws SQLException {
        return new Topic(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getTimestamp(7).toInstant());
    }

    private static Post post(ResultSet row) throws SQLException {
        return new Post(
                row.getLong(1),
                row.getInt(2),
                row.getLong(3),
                row.getString(4),
                row.getTimestamp(5).toInstant());
    }
}
