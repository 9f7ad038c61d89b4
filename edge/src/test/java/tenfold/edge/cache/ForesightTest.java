package tenfold.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tenfold.edge.kit.CachedSite;
import tenfold.model.RouteCacheReport;

/// What a cache would have answered is what it then answers.
class ForesightTest {
    private CachedSite site;

    @BeforeEach
    void open() throws Exception {
        site = new CachedSite();
        site.site().page("/shared", "Cache-Control: max-age=60", "for all");
        site.site().page("/private", "Cache-Control: private, max-age=60", "for one");
        site.site().page("/session", "Set-Cookie: id=7|Cache-Control: max-age=60", "for one");
        site.site().page("/language", "Vary: Accept-Language|Cache-Control: max-age=60", "hi");
        site.serve(null);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    @Test
    void foreseesExactlyWhatTheCacheThenAnswers() throws Exception {
        ask();
        assertThat(report().cached()).isFalse();
        assertThat(report().foreseen()).isEqualTo(3);
        long foreseen = report().foreseen();

        site.serve(tenfold.model.CachePolicy.DEFAULT);
        site.site().page("/language", "Cache-Control: no-store", "hi");
        long before = report().hits();
        ask();

        assertThat(report().hits() - before).isEqualTo(foreseen);
    }

    @Test
    void forgetsWhatAWriteMayHaveChanged() throws Exception {
        site.get("/shared");
        site.request("POST /shared", "Content-Length: 0");
        site.get("/shared");

        assertThat(report().foreseen()).isZero();
    }

    @Test
    void foreseesNothingForRequestsWithCredentials() throws Exception {
        site.get("/shared");
        site.get("/shared", "Authorization: Basic eDp5");
        site.get("/shared", "If-Match: \"1\"");

        assertThat(report().foreseen()).isZero();
    }

    private void ask() throws Exception {
        for (int i = 0; i < 4; i++) {
            site.askAll("/shared", "/private", "/session", "/language", "/missing" + i);
        }
    }

    private RouteCacheReport report() {
        return site.edge().report().cache().routes().getFirst();
    }
}
