package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/// A member of the forum example, who does through its JSON API what people do in its pages.
///
/// Every call expects success; the answer stands in the failure otherwise.
final class Member implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final int CREATED = 201;

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private final URI application;
    private final String session;

    private Member(URI application, String session) {
        this.application = application;
        this.session = session;
    }

    /// Joins under a name that nobody has.
    static Member signUp(URI application, String name) throws IOException, InterruptedException {
        return enter(application, "/api/users", name);
    }

    /// Comes back through the sign-in, in another browser.
    static Member signIn(URI application, String name) throws IOException, InterruptedException {
        return enter(application, "/api/sessions", name);
    }

    private static Member enter(URI application, String path, String name)
            throws IOException, InterruptedException {
        try (var stranger = new Member(application, "")) {
            String login = "{\"name\":\"%s\",\"password\":\"correct horse\"}".formatted(name);
            String cookie =
                    stranger.post(path, login).headers().firstValue("Set-Cookie").orElseThrow();
            return new Member(application, cookie.substring(0, cookie.indexOf(';')));
        }
    }

    /// The same member, with the same browser, at an application that came back.
    Member at(URI elsewhere) {
        return new Member(elsewhere, session);
    }

    String name() throws IOException, InterruptedException {
        return text(get("/api/me"), "name");
    }

    /// Opens a thread and returns its id.
    long openThread(String category, String title, String body)
            throws IOException, InterruptedException {
        String thread =
                "{\"category\":\"%s\",\"title\":\"%s\",\"body\":\"%s\"}"
                        .formatted(category, title, body);
        return number(post("/api/threads", thread).body(), "id");
    }

    /// Adds a post and returns its number in the thread.
    long reply(long thread, String body) throws IOException, InterruptedException {
        String post = "{\"body\":\"%s\"}".formatted(body);
        return number(post("/api/threads/" + thread + "/posts", post).body(), "number");
    }

    /// The first page of a thread's posts, as JSON.
    String posts(long thread) throws IOException, InterruptedException {
        return get("/api/threads/" + thread + "/posts");
    }

    /// Buys, and returns the order's id.
    long order(long product, int quantity) throws IOException, InterruptedException {
        String order =
                "{\"items\":[{\"product\":%d,\"quantity\":%d}]}".formatted(product, quantity);
        return number(post("/api/orders", order).body(), "id");
    }

    /// The lines of one of the member's orders, as JSON.
    String orderLines(long order) throws IOException, InterruptedException {
        return get("/api/orders/" + order);
    }

    long stock(long product) throws IOException, InterruptedException {
        return number(get("/api/products/" + product), "stock");
    }

    /// Whether the forum has been filled with its sample data.
    boolean seesProducts() throws IOException, InterruptedException {
        return get("/api/products").contains("\"stock\"");
    }

    private String get(String path) throws IOException, InterruptedException {
        var answer = send(request(path).GET());
        assertThat(answer.statusCode()).as("GET %s: %s", path, answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> post(String path, String json)
            throws IOException, InterruptedException {
        var answer =
                send(
                        request(path)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json)));
        assertThat(answer.statusCode()).as("POST %s: %s", path, answer.body()).isEqualTo(CREATED);
        return answer;
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(application.resolve(path)).timeout(ANSWER_MAX);
        return session.isEmpty() ? request : request.header("Cookie", session);
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static long number(String json, String field) {
        return Long.parseLong(found(json, field, "(\\d+)"));
    }

    private static String text(String json, String field) {
        return found(json, field, "\"([^\"]*)\"");
    }

    private static String found(String json, String field, String value) {
        var match = Pattern.compile("\"" + field + "\":" + value).matcher(json);
        assertThat(match.find()).as("%s in %s", field, json).isTrue();
        return match.group(1);
    }

    @Override
    public void close() {
        http.close();
    }
}
