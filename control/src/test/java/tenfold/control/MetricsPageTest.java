package tenfold.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.control.browser.Browser;

/// The page of metrics in a real browser.
@Timeout(120)
class MetricsPageTest {
    @TempDir Path folder;
    @TempDir Path profile;

    @Test
    void drawsAnswersAndAlarms() throws Exception {
        assumeTrue(Browser.find().isPresent(), "SKIPPED: THERE IS NO CHROMIUM ON THIS MACHINE");
        try (var control =
                        new RunningControl(
                                folder, "services: {web: {run: ./serve}}\n", new KnownTelemetry());
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            browser.shape(1280, 900, false);
            browser.open(control.uri("/metrics.html").toString());
            browser.await("!document.querySelector('#banner').hidden");
            String link =
                    RunningControl.JSON
                            .readTree(control.post("/api/v1/console-token", "{}").body())
                            .path("url")
                            .asString("");
            browser.open(link);
            browser.await("document.body.dataset.state === 'live'");
            browser.open(control.uri("/metrics.html").toString());
            browser.await("document.querySelectorAll('#asked path.trace').length === 1");
            browser.await("document.querySelectorAll('#panels path.trace').length === 10");
            browser.await("document.querySelector('#alarms').textContent.includes('too hot')");
            browser.shape(390, 800, true);
            browser.await("document.documentElement.scrollWidth === 390");
            assertThat(browser.errors()).allMatch(line -> line.contains("401"));
        }
    }
}
