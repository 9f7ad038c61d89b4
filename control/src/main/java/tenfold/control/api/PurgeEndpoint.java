package tenfold.control.api;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tenfold.model.PurgeReport;
import tenfold.model.PurgeWish;
import tenfold.model.PurgeWish.Kind;

/// `POST /purge`: the edge forgets answers. The call returns when the edge has said that it has, or
/// after some seconds with `done` false: the wish stands, and is granted as soon as the edge can.
final class PurgeEndpoint {
    /// The body: `kind` is `url`, `prefix`, `tag` or `all`, without a value.
    record Purge(String kind, @Nullable String value, boolean soft) {}

    /// How many answers an edge has forgotten.
    record Forgotten(String edge, long answers) {}

    record Answer(
            int schema,
            long number,
            String kind,
            String value,
            boolean soft,
            boolean done,
            long answers,
            List<Forgotten> edges) {}

    private static final Duration CONFIRMED_MAX = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final Desk desk;

    PurgeEndpoint(Desk desk) {
        this.desk = desk;
    }

    void answer(Call call) throws ApiFault, IOException, InterruptedException {
        Purge asked = call.body(Purge.class);
        Kind kind = kind(asked.kind());
        String value = value(kind, asked.value() == null ? "" : asked.value().strip());
        long number = desk.purge(kind, value, asked.soft());
        Optional<PurgeReport> granted = awaitGranted(number);
        List<Forgotten> edges =
                granted.map(report -> List.of(new Forgotten("node", report.answers())))
                        .orElse(List.of());
        call.json(
                granted.isPresent() ? 200 : 202,
                new Answer(
                        1,
                        number,
                        asked.kind(),
                        value,
                        asked.soft(),
                        granted.isPresent(),
                        edges.stream().mapToLong(Forgotten::answers).sum(),
                        edges));
    }

    private Optional<PurgeReport> awaitGranted(long number) throws InterruptedException {
        long deadline = System.nanoTime() + CONFIRMED_MAX.toNanos();
        Optional<PurgeReport> granted = desk.purged(number);
        while (granted.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(LOOK_EVERY);
            granted = desk.purged(number);
        }
        return granted;
    }

    private static Kind kind(String word) throws ApiFault {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw Call.bad("kind is url, prefix, tag or all");
    }

    private static String value(Kind kind, String text) throws ApiFault {
        if (text.length() > PurgeWish.VALUE_MAX) {
            throw Call.bad("the value is longer than %d", PurgeWish.VALUE_MAX);
        }
        if (text.isEmpty() != (kind == Kind.ALL)) {
            throw Call.bad(kind == Kind.ALL ? "all has no value" : "the value is missing");
        }
        return kind == Kind.URL || kind == Kind.PREFIX ? url(text) : text;
    }

    /// As the cache spells it: scheme and host in small letters, no usual port, no fragment.
    private static String url(String text) throws ApiFault {
        if (text.startsWith("/")) {
            return text;
        }
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            String host = url.getHost();
            if (host == null || !(scheme.equals("http") || scheme.equals("https"))) {
                throw Call.bad("a URL is http://HOST/PATH, https://HOST/PATH or /PATH");
            }
            boolean usual = url.getPort() == (scheme.equals("http") ? 80 : 443);
            String port = url.getPort() < 0 || usual ? "" : ":" + url.getPort();
            String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            return scheme + "://" + host.toLowerCase(Locale.ROOT) + port + path + query;
        } catch (URISyntaxException e) {
            throw Call.bad("the URL cannot be read: %s", String.valueOf(e.getReason()));
        }
    }
}
