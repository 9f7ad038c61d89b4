package tenfold.sql.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.sql.login.Credentials;
import tenfold.sql.login.Verifier;
import tenfold.sql.wire.Fault;

/// Looks up roles over an administrator's connection, which lives on one loop and is made anew when
/// it breaks.
///
/// Every login asks; while the server is down the last answer counts, so that known roles can log
/// in and be held. The query names its functions and tables with their schema and carries no
/// setting of any client.
final class Roles implements Lender {
    /// What a login is told.
    sealed interface Answer {
        record Found(Role role) implements Answer {}

        record Unknown() implements Answer {}

        record Unavailable(Fault why) implements Answer {}
    }

    /// @param connectionsMax below zero: no limit
    record Role(
            Optional<Verifier> verifier, boolean mayLogIn, boolean expired, int connectionsMax) {}

    private record Question(String user, Consumer<Answer> then) {}

    private static final Fault NO_SERVER =
            Fault.fatal("57P03", "the database server is not available");

    private static final int QUESTIONS_MAX = 20_000;

    private final Loop loop;
    private final ArrayDeque<Question> questions = new ArrayDeque<>();
    private final Map<String, Role> known = new ConcurrentHashMap<>();
    private @Nullable Upstream upstream;
    private @Nullable Role aliased;
    private @Nullable BackendConnection server;
    private boolean connecting;
    private boolean asking;

    Roles(Loop loop) {
        this.loop = loop;
    }

    /// Asks the primary of `now` from now on; while there is none, what is known counts. Called on
    /// the administrator's loop.
    void serve(Serving now) {
        Upstream wanted = now.primary();
        if (wanted == null || wanted.equals(upstream)) {
            return;
        }
        upstream = wanted;
        Alias alias = wanted.alias();
        aliased =
                alias == null
                        ? null
                        : new Role(
                                Optional.of(Verifier.of(alias.password().value())),
                                true,
                                false,
                                -1);
        BackendConnection old = server;
        if (old != null) {
            old.terminate();
        }
    }

    /// Answers on the administrator's loop; the caller changes over to its own.
    void find(String user, Consumer<Answer> then) {
        loop.executor()
                .execute(() -> {
                    if (questions.size() >= QUESTIONS_MAX) {
                        then.accept(
                                new Answer.Unavailable(Fault.fatal("53300", "too many logins")));
                        return;
                    }
                    questions.addLast(new Question(user, then));
                    next();
                });
    }

    private void next() {
        if (asking || questions.isEmpty()) {
            return;
        }
        if (upstream == null) {
            failAll(NO_SERVER);
            return;
        }
        if (upstream.alias() != null) {
            answerAliased(upstream.alias());
            return;
        }
        BackendConnection connection = server;
        if (connection == null) {
            if (!connecting) {
                connecting = true;
                loop.connect(this);
            }
            return;
        }
        asking = true;
        Question question = questions.removeFirst();
        connection.ask(query(question.user()), new Ask(answer -> answered(question, answer)));
    }

    /// A server with an alias has no roles of ours: there is the alias, and nobody else.
    private void answerAliased(Alias alias) {
        while (!questions.isEmpty()) {
            Question question = questions.removeFirst();
            question.then()
                    .accept(
                            question.user().equals(alias.user())
                                    ? new Answer.Found(Objects.requireNonNull(aliased))
                                    : new Answer.Unknown());
        }
    }

    private static String query(String user) {
        String name =
                new String(user.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
                        .replace("\\", "\\\\")
                        .replace("'", "''");
        return "SELECT rolpassword, rolcanlogin,"
                + " rolvaliduntil IS NOT NULL AND rolvaliduntil OPERATOR(pg_catalog.<) pg_catalog.now(),"
                + " rolconnlimit FROM pg_catalog.pg_authid WHERE rolname OPERATOR(pg_catalog.=) E'"
                + name
                + "'";
    }

    private void answered(Question question, Ask answer) {
        asking = false;
        Fault fault = answer.fault();
        if (fault != null) {
            question.then().accept(fallback(question.user(), fault));
        } else if (answer.row().isEmpty()) {
            known.remove(question.user());
            question.then().accept(new Answer.Unknown());
        } else {
            Role role = role(answer);
            known.put(question.user(), role);
            question.then().accept(new Answer.Found(role));
        }
        next();
    }

    private static Role role(Ask answer) {
        return new Role(
                Verifier.parse(answer.row().get(0)),
                "t".equals(answer.row().get(1)),
                "t".equals(answer.row().get(2)),
                Integer.parseInt(Objects.requireNonNullElse(answer.row().get(3), "-1")));
    }

    private Answer fallback(String user, Fault why) {
        Role role = known.get(user);
        return role == null ? new Answer.Unavailable(why) : new Answer.Found(role);
    }

    private void failAll(Fault why) {
        while (!questions.isEmpty()) {
            Question question = questions.removeFirst();
            question.then().accept(fallback(question.user(), why));
        }
    }

    void close() {
        if (server != null) {
            server.terminate();
        }
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Upstream upstream() {
        return Objects.requireNonNull(upstream);
    }

    @Override
    public String user() {
        return upstream().administratorUser();
    }

    @Override
    public String database() {
        return upstream().administratorDatabase();
    }

    @Override
    public Credentials credentials() {
        return upstream().administrator();
    }

    @Override
    public void opened(BackendConnection connection) {
        connecting = false;
        server = connection;
        if (!connection.isOf(upstream())) {
            connection.terminate();
        }
        next();
    }

    @Override
    public void failed(Fault why) {
        connecting = false;
        failAll(why);
    }

    @Override
    public void idle(BackendConnection connection) {}

    @Override
    public void closed(BackendConnection connection) {
        server = null;
        failAll(NO_SERVER);
    }

    @Override
    public void vanished() {}

    @Override
    public void distrusted() {}

    @Override
    public boolean isPrimary() {
        return true;
    }
}
