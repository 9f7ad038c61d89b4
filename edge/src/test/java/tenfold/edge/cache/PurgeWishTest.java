package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.edge.kit.CachedSite;
import tenfold.edge.kit.Site;
import tenfold.model.CachePolicy;
import tenfold.model.CacheTier;
import tenfold.model.PurgeReport;
import tenfold.model.PurgeWish;
import tenfold.model.PurgeWish.Kind;

/// Wishes to forget, as they come with an image.
class PurgeWishTest {
    private CachedSite cached;
    private @TempDir Path folder;

    @BeforeEach
    void open() throws Exception {
        cached = new CachedSite();
        for (String path : List.of("/a", "/a?b", "/ab", "/c")) {
            String tag = "Cache-Control: max-age=60|Cache-Tag: t" + path.charAt(1);
            cached.site().page(path.replace("?b", ""), tag, "page");
            cached.get(path);
        }
    }

    @AfterEach
    void close() throws Exception {
        cached.close();
    }

    @Test
    void forgetsAUrlOfEveryHostOrOfOne() throws Exception {
        grant(new PurgeWish(1, Kind.URL, "/a", false));
        assertThat(asked("/a?b")).isEqualTo(2);
        assertThat(asked("/a")).isEqualTo(3);

        grant(new PurgeWish(2, Kind.URL, "http://app.test/c", false));
        assertThat(asked("/c")).isEqualTo(2);
        assertThat(granted()).containsExactly(new PurgeReport(1, 1), new PurgeReport(2, 1));
    }

    @Test
    void forgetsAPrefixAndATag() throws Exception {
        grant(new PurgeWish(1, Kind.PREFIX, "/a", false));
        assertThat(granted()).containsExactly(new PurgeReport(1, 3));
        assertThat(asked("/ab")).isEqualTo(2);

        grant(new PurgeWish(2, Kind.TAG, "tc", false));
        assertThat(asked("/c")).isEqualTo(2);
    }

    @Test
    void aSoftPurgeAsksBeforeAnAnswerIsUsedAgain() throws Exception {
        cached.serve(CachePolicy.DEFAULT.withStale(Duration.ZERO, Duration.ofMinutes(1)));
        cached.site().page("/s", "Cache-Control: max-age=60|ETag: \"1\"", "page");
        cached.get("/s");

        grant(new PurgeWish(1, Kind.URL, "/s", true));

        assertThat(granted()).containsExactly(new PurgeReport(1, 1));
        assertThat(asked("/s")).isEqualTo(2);
        assertThat(cached.site().seen().getLast().header("if-none-match")).isEqualTo("\"1\"");
    }

    @Test
    void aSoftPurgedAnswerStandsInWhenTheApplicationFails() throws Exception {
        cached.serve(CachePolicy.DEFAULT.withStale(Duration.ZERO, Duration.ofMinutes(1)));
        cached.site().page("/s", "Cache-Control: max-age=60", "page");
        cached.get("/s");

        grant(new PurgeWish(1, Kind.ALL, "", true));
        cached.site().page("/s", _ -> Site.answer(503, "", "broken"));

        assertThat(cached.get("/s")).startsWith("HTTP/1.1 200 ").contains("stale-if-error");
    }

    @Test
    void grantsEachWishOnce() throws Exception {
        var first = new PurgeWish(1, Kind.ALL, "", false);
        grant(first);
        cached.get("/a");

        grant(first);

        assertThat(asked("/a")).isEqualTo(3);
    }

    @Test
    void forgetsEverythingWhenWishesWereMissed() throws Exception {
        grant(new PurgeWish(7, Kind.TAG, "nothing", false));

        assertThat(asked("/c")).isEqualTo(2);
    }

    @Test
    void remembersInItsFolderWhatWasGranted() throws Exception {
        var purges = new Purges(folder.resolve("cache"));
        purges.grant(List.of(new PurgeWish(1, Kind.ALL, "", false)), _ -> 3);

        var again = new Purges(folder.resolve("cache"));
        again.grant(
                List.of(new PurgeWish(1, Kind.ALL, "", false)),
                wish -> {
                    throw new AssertionError(wish);
                });

        assertThat(again.granted()).isEmpty();
    }

    private void grant(PurgeWish wish) {
        cached.apply(CacheTier.AS_OPENED.purging(List.of(wish)));
    }

    private List<PurgeReport> granted() {
        return cached.edge().report().cache().purges();
    }

    /// How often the application was asked for that path, once it is asked for again.
    private long asked(String path) throws Exception {
        cached.get(path);
        return cached.site().asked(path.replace("?b", ""));
    }
}
