package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads the forum's whole ledger, page by page.
final class Ledger {
    private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
    private static final Pattern NEXT = Pattern.compile("\"next\":(\\d+)");

    private Ledger() {}

    static List<Long> read(URI application) throws IOException, InterruptedException {
        List<Long> ids = new ArrayList<>();
        String from = "0";
        try (var http = HttpClient.newHttpClient()) {
            while (true) {
                var request =
                        HttpRequest.newBuilder(application.resolve("/api/ledger?from=" + from))
                                .build();
                var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(200);
                ID.matcher(answer.body())
                        .results()
                        .forEach(id -> ids.add(Long.valueOf(id.group(1))));
                if (!answer.body().contains("\"more\":true")) {
                    return ids;
                }
                var next = NEXT.matcher(answer.body());
                assertThat(next.find()).isTrue();
                from = next.group(1);
            }
        }
    }
}
