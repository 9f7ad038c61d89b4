package tenfold.journeys;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// People who look and post without a pause, and count what they were answered: `200 one`, or the
/// kind of trouble.
final class Visitors implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);
    private static final Duration THINK = Duration.ofMillis(5);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Integer> answers = new ConcurrentSkipListMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final URI application;
    private volatile boolean closing;

    Visitors(URI application, int count) {
        this.application = application;
        for (int i = 0; i < count; i++) {
            boolean posts = i % 2 == 1;
            threads.add(Thread.ofVirtual().start(() -> visit(posts)));
        }
    }

    /// How often each answer came.
    Map<String, Integer> answers() {
        return Map.copyOf(answers);
    }

    int count(String answer) {
        return answers.getOrDefault(answer, 0);
    }

    private void visit(boolean posts) {
        var request = HttpRequest.newBuilder(application).timeout(ANSWER_MAX);
        if (posts) {
            request.POST(HttpRequest.BodyPublishers.ofString("x"));
        }
        try {
            while (!closing) {
                answers.merge(answer(request.build()), 1, Integer::sum);
                Thread.sleep(THINK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(HttpRequest request) throws InterruptedException {
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            for (Thread each : threads) {
                each.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
