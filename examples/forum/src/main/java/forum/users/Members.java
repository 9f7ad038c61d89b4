package forum.users;

import forum.db.Database;
import forum.http.Problem;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The members and what they may change about themselves.
public final class Members {
    private static final String NAME_TAKEN = "23505";
    private static final int PASSWORD_CHARACTERS_MIN = 8;
    private static final int PASSWORD_CHARACTERS_MAX = 200;
    static final int ABOUT_CHARACTERS_MAX = 500;

    record Member(long id, String name, String about, Instant joinedAt) {}

    record Activity(long threads, long posts) {}

    record Recent(long threadId, String title, int number, Instant at) {}

    private record Login(long id, String password) {}

    private final Database database;
    private final Passwords passwords = new Passwords();

    public Members(Database database) {
        this.database = database;
    }

    /// Adds a member and returns the new id; refuses unfit names, taken names and short passwords.
    long signUp(String wantedName, String password) throws SQLException {
        String name = wantedName.strip().toLowerCase(Locale.ROOT);
        if (!name.matches("[a-z0-9-]{3,24}")) {
            throw Problem.badRequest("A name has 3 to 24 letters a-z, digits or dashes.");
        }
        if (password.length() < PASSWORD_CHARACTERS_MIN
                || password.length() > PASSWORD_CHARACTERS_MAX) {
            throw Problem.badRequest("A password has at least 8 characters.");
        }
        String hash = passwords.hash(password);
        try {
            return database.run(sql ->
                    sql.number(
                            "INSERT INTO users (name, password) VALUES (?, ?) RETURNING id",
                            name,
                            hash));
        } catch (SQLException e) {
            if (NAME_TAKEN.equals(e.getSQLState())) {
                throw new Problem(409, "The name " + name + " is taken.");
            }
            throw e;
        }
    }

    /// The id of the member whom name and password belong to.
    Optional<Long> signIn(String name, String password) throws SQLException {
        Optional<Login> login =
                database.run(sql ->
                        sql.first(
                                "SELECT id, password FROM users WHERE name = ?",
                                row -> new Login(row.getLong(1), row.getString(2)),
                                name.strip().toLowerCase(Locale.ROOT)));
        boolean matches = passwords.matches(password, login.map(Login::password).orElse(null));
        return matches ? login.map(Login::id) : Optional.empty();
    }

    Optional<Member> byName(String name) throws SQLException {
        return database.run(sql ->
                sql.first(
                        "SELECT id, name, about, joined_at FROM users WHERE name = ?",
                        row ->
                                new Member(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getTimestamp(4).toInstant()),
                        name));
    }

    Activity activity(long id) throws SQLException {
        return database.run(sql ->
                new Activity(
                        sql.number("SELECT count(*) FROM threads WHERE author_id = ?", id),
                        sql.number("SELECT count(*) FROM posts WHERE author_id = ?", id)));
    }

    List<Recent> recent(long id) throws SQLException {
        return database.run(sql ->
                sql.list(
                        """
                        SELECT t.id, t.title, p.number, p.created_at
                        FROM posts p JOIN threads t ON t.id = p.thread_id
                        WHERE p.author_id = ? ORDER BY p.id DESC LIMIT 10
                        """,
                        row ->
                                new Recent(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getInt(3),
                                        row.getTimestamp(4).toInstant()),
                        id));
    }

    void describe(long id, String about) throws SQLException {
        if (about.length() > ABOUT_CHARACTERS_MAX) {
            throw Problem.badRequest("Please keep it under 500 characters.");
        }
        database.run(sql -> sql.change("UPDATE users SET about = ? WHERE id = ?", about, id));
    }
}
