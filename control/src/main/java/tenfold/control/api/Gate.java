package tenfold.control.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.control.problem.ProblemCode;

/// Decides who calls. Loopback is no protection by itself: every web page that somebody opens on
/// this machine can send requests to it.
final class Gate {
    /// Whoever holds the token may everything; a console session may look and take steps.
    enum Caller {
        BEARER,
        SESSION
    }

    private static final String BEARER = "Bearer ";
    private final Digest token;
    private final Digest scrapeToken;
    private final ConsoleSessions sessions;
    private final int port;
    private final Set<String> hosts;

    Gate(ApiServer.Tokens tokens, ConsoleSessions sessions, int port) {
        this.token = Digest.of(tokens.all());
        this.scrapeToken = Digest.of(tokens.scrape());
        this.sessions = sessions;
        this.port = port;
        this.hosts = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    }

    /// The cookie's name; browsers share cookies among the ports of a host.
    String cookie() {
        return "tenfold-" + port;
    }

    /// Refuses names that are not ours in `Host`, and calls that pages of others make.
    void checkSource(HttpExchange exchange) throws ApiFault {
        Headers headers = exchange.getRequestHeaders();
        List<String> host = headers.getOrDefault("Host", List.of());
        if (host.size() != 1 || !hosts.contains(host.getFirst())) {
            throw new ApiFault(403, ProblemCode.HOST, "Host is not this API's");
        }
        for (String origin : headers.getOrDefault("Origin", List.of())) {
            if (!origin.equals("http://" + host.getFirst())) {
                throw new ApiFault(403, ProblemCode.ORIGIN, "the call comes from another origin");
            }
        }
        boolean api = exchange.getRequestURI().getPath().startsWith("/api/");
        String site = headers.getFirst("Sec-Fetch-Site");
        if (api && site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw new ApiFault(403, ProblemCode.ORIGIN, "the call comes from another site");
        }
    }

    Caller caller(HttpExchange exchange) throws ApiFault, IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization != null) {
            if (authorization.startsWith(BEARER)
                    && token.matches(Digest.of(authorization.substring(BEARER.length())))) {
                return Caller.BEARER;
            }
            throw new ApiFault(401, ProblemCode.TOKEN, "the token is wrong");
        }
        Optional<String> session = session(exchange);
        if (session.isEmpty() || !sessions.use(session.get())) {
            throw new ApiFault(401, ProblemCode.TOKEN, "no token and no live session");
        }
        boolean looks = exchange.getRequestMethod().equals("GET");
        if (!looks && exchange.getRequestHeaders().getFirst("Origin") == null) {
            throw new ApiFault(403, ProblemCode.ORIGIN, "a session's call must name its origin");
        }
        return Caller.SESSION;
    }

    /// Lets scrapers through, who have a token that is good for nothing else.
    void requireScraper(HttpExchange exchange) throws ApiFault, IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean scraper =
                authorization != null
                        && authorization.startsWith(BEARER)
                        && scrapeToken.matches(Digest.of(authorization.substring(BEARER.length())));
        if (!scraper) {
            caller(exchange);
        }
    }

    private Optional<String> session(HttpExchange exchange) {
        String wanted = cookie() + "=";
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String part : header.split(";")) {
                if (part.strip().startsWith(wanted)) {
                    return Optional.of(part.strip().substring(wanted.length()));
                }
            }
        }
        return Optional.empty();
    }

    /// The header that gives a browser its session, until the browser closes or the session ends.
    String setCookie(String session) {
        return cookie() + "=" + session + "; Path=/; HttpOnly; SameSite=Strict";
    }

    static void requireJson(@Nullable String contentType) throws ApiFault {
        String type = contentType == null ? "" : contentType.split(";")[0].strip();
        if (!type.equalsIgnoreCase("application/json")) {
            throw new ApiFault(415, ProblemCode.CONTENT_TYPE, "the body must be application/json");
        }
    }
}
