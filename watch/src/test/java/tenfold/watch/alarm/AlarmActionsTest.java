package tenfold.watch.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.AlarmReport.State;
import tenfold.model.MetricAnswer;
import tenfold.model.MetricAnswer.Found;
import tenfold.model.WatchImage;
import tenfold.model.manifest.AlarmCondition;
import tenfold.model.manifest.AlarmManifest;
import tenfold.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Alarms with a real receiver, real commands, and files.
class AlarmActionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// What the receiver got.
    private record Call(String delivery, String signature, String body) {}

    @TempDir Path folder;
    private final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile double heat = 1;
    private HttpServer receiver;

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.createContext(
                "/hook",
                exchange -> {
                    try (exchange) {
                        var headers = exchange.getRequestHeaders();
                        calls.add(
                                new Call(
                                        String.valueOf(headers.getFirst("Tenfold-Delivery")),
                                        String.valueOf(headers.getFirst("Tenfold-Signature")),
                                        new String(
                                                exchange.getRequestBody().readAllBytes(),
                                                StandardCharsets.UTF_8)));
                        boolean refused = refusals.getAndDecrement() > 0;
                        exchange.sendResponseHeaders(refused ? 503 : 204, -1);
                    }
                });
        receiver.start();
    }

    @AfterEach
    void end() {
        receiver.stop(0);
        assertThat(faults).isEmpty();
    }

    @Test
    void tellsTheWebhookWhenItIsRaisedAndWhenItIsOverAndTriesAgain() throws Exception {
        refusals.set(2);
        try (var alarms = open(alarm("hot", hook(), null))) {
            heat = 9;
            Await.until("raised, after two refusals", PATIENCE, () -> calls.size() == 3);
            heat = 1;
            Await.until("cleared", PATIENCE, () -> calls.size() == 4);
            assertThat(alarms.reports().getFirst().state()).isEqualTo(State.OK);
        }
        JsonNode raised = JsonMapper.shared().readTree(calls.get(2).body());
        assertThat(raised.path("alarm").asString("")).isEqualTo("hot");
        assertThat(raised.path("state").asString("")).isEqualTo("ALARM");
        assertThat(raised.path("value").asDouble(0)).isEqualTo(9);
        assertThat(raised.path("reason").asString("")).contains("limit > 5");
        assertThat(calls.subList(0, 3))
                .extracting(Call::delivery)
                .containsOnly(calls.getFirst().delivery());
        assertThat(calls.get(3).delivery()).isNotEqualTo(calls.getFirst().delivery());
        assertSigned(calls.get(2));
    }

    private void assertSigned(Call call) throws IOException {
        String secret = Files.readAllLines(folder.resolve("webhook-secret")).get(1);
        long seconds = Long.parseLong(call.signature().split("[=,]")[1]);
        String wanted =
                new Webhook(secret)
                        .signature(
                                call.body().getBytes(StandardCharsets.UTF_8),
                                Instant.ofEpochSecond(seconds));
        assertThat(call.signature()).isEqualTo(wanted);
    }

    @Test
    void whatWasOrderedIsDeliveredAfterARestart() throws Exception {
        refusals.set(Integer.MAX_VALUE);
        try (var alarms = open(alarm("hot", hook(), null))) {
            heat = 9;
            Await.until("ordered", PATIENCE, () -> !calls.isEmpty());
            assertThat(alarms.reports()).hasSize(1);
        }
        refusals.set(0);
        int before = calls.size();
        try (var alarms = open(alarm("hot", hook(), null))) {
            Await.until("delivered", PATIENCE, () -> calls.size() > before);
            Await.until(
                    "noted",
                    PATIENCE,
                    () -> alarms.reports().getFirst().changes().toString().contains("done"));
            assertThat(alarms.reports().getFirst().state()).isEqualTo(State.ALARM);
            assertThat(calls).extracting(Call::delivery).containsOnly(calls.getFirst().delivery());
        }
    }

    @Test
    void runsACommandThatKnowsWhatHappenedAndKeepsItsLastWords() throws Exception {
        Path said = Files.createDirectories(folder.resolve("app")).resolve("said");
        Files.writeString(said, "");
        assertThat(said.toFile().setWritable(true, false)).isTrue();
        openTheWay();
        String command = "echo $TENFOLD_ALARM $TENFOLD_STATE >> " + said + "; echo oh dear; exit 3";
        try (var alarms = open(alarm("hot", null, command))) {
            heat = 9;
            Await.until("it ran", PATIENCE, () -> Files.readString(said).contains("hot ALARM"));
            Await.until(
                    "its words are kept",
                    PATIENCE,
                    () -> alarms.reports().getFirst().changes().toString().contains("oh dear"));
        }
    }

    /// As root, the command runs as a user of its own, who must be able to come here.
    private void openTheWay() {
        for (Path on = folder; on != null && on.startsWith("/tmp"); on = on.getParent()) {
            boolean opened = on.toFile().setExecutable(true, false);
            assertThat(opened || on.equals(Path.of("/tmp"))).isTrue();
        }
    }

    @Test
    void anAlarmOfAlarmsFollowsThem() throws Exception {
        var site =
                AlarmManifest.of(
                        "site",
                        new AlarmCondition.Composite(List.of("hot"), List.of(), List.of()),
                        hook(),
                        null);
        try (var alarms = open(alarm("hot", null, null), site)) {
            heat = 9;
            Await.until("told", PATIENCE, () -> !calls.isEmpty());
            assertThat(calls.getFirst().body()).contains("\"site\"").contains("hot (ALARM)");
            assertThat(alarms.reports()).extracting(one -> one.state()).containsOnly(State.ALARM);
        }
    }

    private AlarmClock open(AlarmManifest... alarms) throws IOException {
        Path application = Files.createDirectories(folder.resolve("app"));
        var clock =
                new AlarmClock(
                        new AlarmClock.Folders(folder, application),
                        (_, at) -> answer(at),
                        Clock.systemUTC(),
                        faults::add);
        clock.apply(new WatchImage("forum", List.of(), null, List.of(alarms)));
        return clock;
    }

    private MetricAnswer answer(Instant at) {
        var point = new MetricAnswer.Point(at.toEpochMilli(), heat);
        return new Found(
                MetricAnswer.Shape.VECTOR,
                List.of(new MetricAnswer.Series(Map.of("instance", "web-1"), List.of(point))),
                List.of());
    }

    private String hook() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private static AlarmManifest alarm(
            String name, @Nullable String webhook, @Nullable String command) {
        var condition =
                new AlarmCondition.Threshold(
                        "heat",
                        AlarmCondition.Comparison.ABOVE,
                        5,
                        Duration.ofSeconds(1),
                        new AlarmCondition.Points(1, 1),
                        AlarmCondition.Missing.UNKNOWN);
        return AlarmManifest.of(name, condition, webhook, command);
    }
}
