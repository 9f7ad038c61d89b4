package tenfold.journeys;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Outcome;

/// Users who append to the forum's ledger as fast as it answers, and remember what they were told.
final class LedgerWriters implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /// After a refusal a user waits a moment, as people do.
    private static final Duration AFTER_TROUBLE = Duration.ofMillis(20);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
    private final URI ledger;
    private final AppendHistory history;
    private final AtomicLong troubles = new AtomicLong();
    private final List<Thread> writers = new ArrayList<>();
    private volatile boolean closing;

    LedgerWriters(URI application, AppendHistory history, int count) {
        this.ledger = application.resolve("/api/ledger");
        this.history = history;
        for (int i = 0; i < count; i++) {
            writers.add(Thread.ofVirtual().start(this::write));
        }
    }

    /// How many appends were not acknowledged so far.
    long troubles() {
        return troubles.get();
    }

    private void write() {
        try {
            while (!closing) {
                long id = history.begin();
                Outcome outcome = append(id);
                if (outcome != Outcome.UNKNOWN) {
                    history.end(id, outcome);
                }
                if (outcome != Outcome.ACKED) {
                    troubles.incrementAndGet();
                    Thread.sleep(AFTER_TROUBLE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Only 201 is a yes, and only a refused connection is a no; all else leaves it open.
    private Outcome append(long id) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(ledger)
                        .timeout(ANSWER_MAX)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"id\":\"" + id + "\"}"))
                        .build();
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() == 201 ? Outcome.ACKED : Outcome.UNKNOWN;
        } catch (ConnectException _) {
            return Outcome.FAILED;
        } catch (IOException _) {
            return Outcome.UNKNOWN;
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            for (Thread writer : writers) {
                writer.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
