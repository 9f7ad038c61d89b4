package forum.users;

import forum.db.Database;
import forum.http.Request;
import forum.http.Response;
import forum.site.Visitor;
import forum.site.Visitors;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/// Who is signed in. The browser holds a random token, the database only its hash.
public final class Sessions implements Visitors {
    private static final String COOKIE = "session";
    private static final int TOKEN_BYTES = 32;
    private static final Duration LIFETIME = Duration.ofDays(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;

    public Sessions(Database database) {
        this.database = database;
    }

    /// The member of the session cookie; else anybody, with the token of the open form, if any.
    @Override
    public Visitor of(Request request) throws SQLException {
        Optional<String> token = request.cookie(COOKIE);
        Optional<Visitor> member = token.isEmpty() ? Optional.empty() : member(token.get());
        return member.orElseGet(
                () -> Visitor.anybody(request.cookie("form").filter(Sessions::isToken).orElse("")));
    }

    private Optional<Visitor> member(String token) throws SQLException {
        return database.run(sql ->
                sql.first(
                        """
                        SELECT u.id, u.name, s.form_token
                        FROM sessions s JOIN users u ON u.id = s.user_id
                        WHERE s.token_hash = ? AND s.expires_at > now()
                        """,
                        row -> new Visitor(row.getLong(1), row.getString(2), row.getString(3)),
                        hash(token)));
    }

    /// Opens a session for the member and hands its token to the browser.
    Response open(long userId, Request request, Response response) throws SQLException {
        String token = token();
        database.transaction(sql -> {
            sql.change("DELETE FROM sessions WHERE user_id = ? AND expires_at <= now()", userId);
            return sql.change(
                    """
                    INSERT INTO sessions (token_hash, user_id, form_token, expires_at)
                    VALUES (?, ?, ?, now() + make_interval(days => ?))
                    """,
                    hash(token),
                    userId,
                    token(),
                    (int) LIFETIME.toDays());
        });
        return response.cookie(request, COOKIE, token, LIFETIME.toSeconds());
    }

    Response close(Request request, Response response) throws SQLException {
        Optional<String> token = request.cookie(COOKIE);
        if (token.isPresent()) {
            database.run(sql ->
                    sql.change("DELETE FROM sessions WHERE token_hash = ?", hash(token.get())));
        }
        return response.cookie(request, COOKIE, "", 0);
    }

    static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static boolean isToken(String text) {
        return text.matches("[A-Za-z0-9_-]{43}");
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
