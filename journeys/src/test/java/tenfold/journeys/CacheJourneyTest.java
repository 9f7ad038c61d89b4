package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;

/// The forum's visitors ask for the same few files again and again: the advisor sees it, the cache
/// is turned on under them, takes the load off the application, forgets what it is told to, and is
/// turned off again. Nobody's page reaches anybody else.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@SuppressWarnings("InterruptedExceptionSwallowed") // JUnit fails
class CacheJourneyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ASSET = "/assets/site.css";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir Path folder;

    @Test
    void theCacheGrowsTakesTheLoadAndIsTakenBack() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        try (TenfoldUp up = TenfoldUp.start(TenfoldUp.example("forum"), data)) {
            String asset = asset(up);
            Path urls = folder.resolve("urls");
            Files.writeString(urls, up.application() + "\n" + (asset + "\n").repeat(9));
            CompletableFuture<TenfoldUp.CommandResult> load =
                    CompletableFuture.supplyAsync(() -> load(up, urls));

            awaitAllowed(up, load);
            assertThat(isOffered(up)).isTrue();
            var dry = up.run("grow", "cache", "--dry-run");
            assertThat(dry.exit()).as(dry.out() + dry.err()).isZero();
            assertThat(get(asset).headers().firstValue("Cache-Status")).isEmpty();

            var grown = up.run("grow", "cache");
            assertThat(grown.exit()).as(grown.out() + grown.err()).isZero();
            assertThat(grown.out()).contains("origin load", "reached the application", "expected");
            assertThat(get(asset).headers().firstValue("Cache-Status").orElse("")).contains("hit");
            assertThat(up.run("status").out()).contains("CACHED ROUTE");

            var purged = up.run("purge", "--json", URI.create(asset).getRawPath() + query(asset));
            assertThat(purged.exit()).as(purged.out() + purged.err()).isZero();
            assertThat(purged.out()).contains("\"answers\" : 1");

            membersSeeOnlyTheirOwn(up);

            var undone = up.run("undo");
            assertThat(undone.exit()).as(undone.out() + undone.err()).isZero();
            assertThat(get(asset).headers().firstValue("Cache-Status")).isEmpty();
            var loaded = load.get(3, TimeUnit.MINUTES);
            assertThat(loaded.exit()).as(loaded.out() + loaded.err()).isZero();
        }
    }

    private static void awaitAllowed(TenfoldUp up, CompletableFuture<TenfoldUp.CommandResult> load)
            throws Exception {
        var last = new AtomicReference<TenfoldUp.CommandResult>();
        try {
            Await.until(
                    "enough was seen",
                    PATIENCE,
                    () -> {
                        last.set(up.run("grow", "cache", "--dry-run"));
                        return last.get().exit() == 0;
                    });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + last + "; " + load.getNow(null), e);
        }
    }

    private static void membersSeeOnlyTheirOwn(TenfoldUp up) throws Exception {
        try (Member ada = Member.signUp(up.application(), "ada");
                Member bob = Member.signUp(up.application(), "bob")) {
            for (int i = 0; i < 20; i++) {
                assertThat(ada.name()).isEqualTo("ada");
                assertThat(bob.name()).isEqualTo("bob");
            }
        }
    }

    private static TenfoldUp.CommandResult load(TenfoldUp up, Path urls) {
        try {
            return up.run(
                    "load",
                    "--urls",
                    urls.toString(),
                    "--rate",
                    "60",
                    "--for",
                    "60s",
                    "--errors-max",
                    "1");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOffered(TenfoldUp up) throws Exception {
        return up.run("plan").out().contains("turn the edge's cache on")
                && up.run("plan", "--json").out().contains("tenfold grow cache");
    }

    /// The address of the style sheet as the front page names it.
    private String asset(TenfoldUp up) throws Exception {
        String page = get(up.application().toString()).body();
        int from = page.indexOf(ASSET);
        return up.application() + page.substring(from, page.indexOf('"', from));
    }

    private static String query(String url) {
        String query = URI.create(url).getRawQuery();
        return query == null ? "" : "?" + query;
    }

    private HttpResponse<String> get(String url) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
