package tenfold.sql.gateway;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tenfold.sql.login.Credentials;
import tenfold.sql.wire.Fault;

/// One administrator's connection to the primary, for questions of the gateway itself. It lives on
/// one loop and is made anew when it breaks; what is asked while there is none fails.
///
/// Questions name their functions and tables with their schema and carry no setting of any client.
final class Administrator implements Lender {
    private static final Fault NO_SERVER =
            Fault.fatal("57P03", "the database server is not available");
    private static final int QUESTIONS_MAX = 20_000;

    private record Question(String sql, Ask ask) {}

    private final Loop loop;
    private final ArrayDeque<Question> questions = new ArrayDeque<>();
    private @Nullable Upstream upstream;
    private @Nullable BackendConnection server;
    private boolean connecting;
    private boolean asking;

    Administrator(Loop loop) {
        this.loop = loop;
    }

    /// Asks the primary of `now` from now on; while there is none, the last one. Called on the
    /// loop.
    void serve(Serving now) {
        Upstream wanted = now.primary();
        if (wanted == null || wanted.equals(upstream)) {
            return;
        }
        upstream = wanted;
        BackendConnection old = server;
        if (old != null) {
            old.terminate();
        }
    }

    /// Asks; `then` hears the answer or the failure on this connection's loop.
    void ask(String sql, Consumer<Ask> then) {
        loop.executor()
                .execute(() -> {
                    var question = new Question(sql, new Ask(then));
                    if (questions.size() >= QUESTIONS_MAX) {
                        fail(question, Fault.fatal("53300", "too many logins"));
                        return;
                    }
                    questions.addLast(question);
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
        connection.ask(question.sql(), new Ask(answer -> answered(question, answer)));
    }

    private void answered(Question question, Ask answer) {
        asking = false;
        question.ask().answeredAs(answer);
        next();
    }

    private static void fail(Question question, Fault why) {
        question.ask().failed(why);
        question.ask().done();
    }

    private void failAll(Fault why) {
        while (!questions.isEmpty()) {
            fail(questions.removeFirst(), why);
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
    public void idle(BackendConnection connection) {
        // Nobody else may have it.
    }

    @Override
    public void closed(BackendConnection connection) {
        server = null;
        failAll(NO_SERVER);
    }

    @Override
    public void vanished() {
        // The next question finds out.
    }

    @Override
    public void distrusted() {
        // Only clients' statements can tell.
    }

    @Override
    public boolean isPrimary() {
        return true;
    }
}
