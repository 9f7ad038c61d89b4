package tenfold.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.control.browser.Browser;
import tenfold.model.InstanceState;
import tenfold.model.NodeReport;
import tenfold.model.ServerState;
import tools.jackson.databind.JsonNode;

/// The page in a real browser, on a real control.
@Timeout(120)
class ConsoleTest {
    private static final String MANIFEST =
            "name: forum\nservices: {web: {run: ./serve, scale: 3}}\n";
    private static final String LIVE = "document.body.dataset.state === 'live'";

    @TempDir Path folder;
    @TempDir Path profile;

    @BeforeEach
    void needsABrowser() {
        assumeTrue(Browser.find().isPresent(), "SKIPPED: THERE IS NO CHROMIUM ON THIS MACHINE");
    }

    @Test
    void drawsTheTopologyWithLiveNumbersAndFitsAPhone() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            post(control, Reports.healthy(Instant.now(), 3, 100));
            Files.writeString(
                    control.data.resolve("logs/web-1.log"),
                    "2026-01-01T00:00:00Z <b>not markup</b>\n");
            browser.shape(1280, 900, false);
            browser.open(link(control));
            browser.await(LIVE);
            post(control, Reports.healthy(Instant.now(), 3, 900));

            browser.await("document.querySelector('#diagram').textContent.includes('req/s')");
            browser.await("document.querySelectorAll('#instances tbody tr').length === 3");
            browser.await("document.querySelector('#log').textContent.includes('<b>not markup')");
            assertThat(browser.evaluate("location.href")).doesNotContain("token");
            browser.shape(390, 800, true);
            browser.await("document.documentElement.scrollWidth === 390");
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void showsProblemsInWordsAndShapes() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            post(
                    control,
                    Reports.node(
                            Instant.now(), 3, 10, 0, InstanceState.BACKOFF, ServerState.RUNNING));
            browser.open(link(control));

            browser.await("document.querySelector('#problems').textContent.includes('T-1303')");
            browser.await("document.querySelectorAll('#diagram rect.mark-bad').length === 1");
        }
    }

    @Test
    void goesOnByItselfWhenControlComesBack() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            browser.open(link(control));
            browser.await(LIVE);
            control.control().close();
            browser.await("document.body.dataset.state === 'lost'");
            control.restart();

            browser.await(LIVE);
        }
    }

    @Test
    void showsASourceThatABusierOnePushedOut() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            Path logs = control.data.resolve("logs");
            Files.writeString(logs.resolve("web-1.log"), "2026-01-01T00:00:00Z quiet words\n");
            Files.writeString(
                    logs.resolve("access.log"), "2026-01-02T00:00:00Z busy\n".repeat(1000));
            browser.open(link(control));
            browser.await("document.querySelector('#log').textContent.includes('busy')");
            assertThat(browser.evaluate("document.querySelector('#log').textContent"))
                    .doesNotContain("quiet words");

            browser.await("document.querySelectorAll('#sources button').length === 3");
            browser.evaluate("document.querySelectorAll('#sources button')[2].click()");
            browser.await("document.querySelector('#log').textContent.includes('quiet words')");
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void showsServersTheRunningStepAndTheProofOfAPastOne() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            var node = new GrowingNode(control, SimulatedStation.Faults.NONE);
            node.beat();
            node.grow("standby", "{}");
            node.settle();
            node.grow("replica", "{\"count\":\"2\"}");
            node.beat();
            node.beat();
            browser.shape(1280, 2400, false);
            browser.open(link(control));
            browser.await(LIVE);

            browser.await("document.querySelectorAll('#servers tbody tr').length === 4");
            browser.await("document.querySelectorAll('#diagram .zone').length === 2");
            browser.await("document.querySelectorAll('#diagram .replication').length === 3");
            browser.await("document.querySelector('#running .here')?.textContent === 'copy'");
            browser.await("document.querySelector('#steps').textContent.includes('12 tables')");
            keep(browser, "growth");
            browser.shape(390, 4200, true);
            browser.await("document.documentElement.scrollWidth === 390");
            keep(browser, "growth-phone");
            browser.shape(1280, 2400, true);
            keep(browser, "growth-dark");
            node.settle();
            browser.await("document.querySelectorAll('#steps tbody tr').length === 2");
            browser.await("document.querySelector('#running').hidden");
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void takesAStepAndTakesItBack() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            var node = new GrowingNode(control, SimulatedStation.Faults.NONE);
            node.beat();
            browser.shape(1280, 1400, false);
            browser.open(link(control));
            browser.await(LIVE);

            browser.evaluate("location.hash = '#/ladder'");
            browser.await("document.querySelector('#offers').textContent.includes('standby')");
            keep(browser, "ladder");
            node.beat();
            browser.evaluate(
                    "[...document.querySelectorAll('.offer')].find(one =>"
                            + " one.textContent.includes('grow standby'))"
                            + ".querySelector('button').click()");
            browser.await("document.querySelectorAll('#dialog .guards li').length > 2");
            keep(browser, "dialog");
            node.beat();
            browser.evaluate(
                    "document.querySelector('#dialog .buttons .action:last-child').click()");
            browser.await("!document.querySelector('#running').hidden");
            node.settle();
            browser.await("document.querySelector('#steps').textContent.includes('standby')");

            browser.evaluate("location.hash = '#/steps'");
            browser.await("!document.querySelector('#undo').hidden");
            node.beat();
            browser.evaluate("document.querySelector('#undo').click()");
            browser.await("document.querySelectorAll('#dialog .guards li').length > 2");
            node.beat();
            browser.evaluate(
                    "document.querySelector('#dialog .buttons .action:last-child').click()");
            browser.await("!document.querySelector('#running').hidden");
            node.settle();
            browser.await("document.querySelector('#steps').textContent.includes('taken back')");
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void digitsChooseThePage() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            post(control, Reports.healthy(Instant.now(), 3, 100));
            browser.shape(390, 900, true);
            browser.open(link(control));
            browser.await(LIVE);
            for (int page = 1; page <= 7; page++) {
                browser.evaluate(
                        "dispatchEvent(new KeyboardEvent('keydown', {key: '%d', bubbles: true}))"
                                .formatted(page)
                                .replace("dispatchEvent", "document.body.dispatchEvent"));
                browser.await(
                        "document.querySelectorAll('.page:not([hidden])').length === 1"
                                + " && document.querySelectorAll('.page')[%d].hidden === false"
                                        .formatted(page - 1));
                browser.await("document.documentElement.scrollWidth === 390");
            }
            assertThat(browser.errors()).isEmpty();
        }
    }

    /// With `-Dshots=FOLDER`, for people to look at.
    private static void keep(Browser browser, String name) throws Exception {
        String shots = System.getProperty("shots");
        if (shots != null) {
            browser.screenshot(Path.of(shots).resolve(name + ".png"));
        }
    }

    @Test
    void asksForALinkWithoutASession() throws Exception {
        try (var control = new RunningControl(folder, MANIFEST);
                var browser = new Browser(Browser.find().orElseThrow(), profile)) {
            browser.open(control.uri("/").toString());

            browser.await("document.body.dataset.state === 'signed-out'");
            browser.await("!document.querySelector('#signed-out').hidden");
        }
    }

    private static void post(RunningControl control, NodeReport report) {
        String body = RunningControl.JSON.writeValueAsString(report);
        assertThat(control.post("/api/v1/reports", body).statusCode()).isEqualTo(204);
    }

    private static String link(RunningControl control) {
        JsonNode link =
                RunningControl.JSON.readTree(control.post("/api/v1/console-token", "{}").body());
        return link.path("url").asString();
    }
}
