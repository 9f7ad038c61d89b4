package forum.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server: a bounded pool of threads, one request each.
public final class Server implements AutoCloseable {
    /// Shows a problem to whoever asked, as a page or as JSON.
    public interface ProblemPage {
        Response show(Request request, Problem problem);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int THREADS_MAX = 32;
    private static final int WAITING_MAX = 512;
    private static final int DRAIN_SECONDS_MAX = 8;

    private final HttpServer http;
    private final Router router;
    private final ProblemPage problemPage;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS_MAX,
                    THREADS_MAX,
                    30,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(WAITING_MAX));

    public Server(String host, int port, Router router, ProblemPage problemPage)
            throws IOException {
        this.router = router;
        this.problemPage = problemPage;
        this.http = HttpServer.create(new InetSocketAddress(host, port), 256);
        threads.allowCoreThreadTimeOut(true);
        http.setExecutor(threads);
        http.createContext("/", this::handle);
    }

    public void start() {
        http.start();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        inFlight.incrementAndGet();
        try {
            secure(exchange);
            answer(exchange).send(exchange);
        } catch (IOException clientGone) {
            exchange.close();
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Response answer(HttpExchange exchange) {
        Request request = null;
        try {
            request = new Request(exchange, Map.of());
            Router.Match match =
                    router.match(
                            exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
            request = new Request(exchange, match.variables());
            return match.action().answer(request);
        } catch (Problem problem) {
            return request == null
                    ? Response.json(problem.status(), Map.of("error", problem.getMessage()))
                    : problemPage.show(request, problem);
        } catch (IOException bodyCutShort) {
            return problemPage.show(request, Problem.badRequest("The request ended too early."));
        } catch (Exception e) {
            return problemPage.show(request, problem(exchange, e));
        }
    }

    private static Problem problem(HttpExchange exchange, Exception e) {
        String what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        if (e instanceof SQLException && isUnavailable((SQLException) e)) {
            LOG.warn("{}: the database is unavailable: {}", what, e.getMessage());
            return new Problem(503, "The database does not answer. Please try again in a moment.");
        }
        if (e instanceof SQLException && isUnfit((SQLException) e)) {
            return Problem.badRequest("This cannot be stored: " + e.getMessage());
        }
        LOG.error("{} failed", what, e);
        return new Problem(500, "Something went wrong on our side. It has been written down.");
    }

    /// Connection lost or refused (08), server shutting down (57P), out of resources (53).
    private static boolean isUnavailable(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53");
    }

    /// A value that a column cannot hold (22) or that a check refuses (23514).
    private static boolean isUnfit(SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        return state.startsWith("22") || state.equals("23514");
    }

    private static void secure(HttpExchange exchange) {
        var headers = exchange.getResponseHeaders();
        headers.set(
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "same-origin");
    }

    /// Takes no new connection, lets running requests end, then closes what is left.
    @Override
    public void close() {
        http.stop(inFlight.get() > 0 ? DRAIN_SECONDS_MAX : 0);
        threads.shutdownNow();
    }
}
