package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that ask control, against a server with its recorded answers.
class ControlCommandsTest {
    private static final String LINES =
            """
            {"source":"web-1","at":"2026-11-23T11:59:58.250Z","line":"GET /threads 200"}
            {"source":"pg-1","at":"2026-11-23T11:59:59Z","line":"checkpoint complete"}
            {"source":"web-1","at":null,"line":"  at Main.java:12"}
            """;
    private static final String VARIABLES =
            """
            {"schema":1,"service":"web","variables":[
              {"name":"PORT","value":"20000","reason":"where the instance listens","secret":false},
              {"name":"DATABASE_URL","value":"postgres://forum:********@127.0.0.1:5432/forum","reason":"the database","secret":true},
              {"name":"GREETING","value":"it's me & you","reason":"env of tenfold.yaml","secret":false}
            ]}\
            """;

    @TempDir Path folder;
    private Path application = Path.of("");
    private final FakeControl control = newControl();

    private static FakeControl newControl() {
        try {
            return new FakeControl();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void announce() throws Exception {
        application = Files.createDirectories(folder.resolve("an app"));
        control.announce(application.resolve(".tenfold"));
        control.answer("GET", "status", 200, Terminal.resource("status.json"));
        control.answer("GET", "logs", 200, LINES);
        control.answer("GET", "env", 200, VARIABLES);
    }

    @AfterEach
    void close() {
        control.close();
    }

    @Test
    void statusIsOneScreen() throws Exception {
        var terminal = Terminal.in(application);

        assertThat(terminal.run("status")).isZero();
        assertThat(terminal.out()).isEqualTo(Terminal.golden("status.txt", terminal.out()));
        assertThat(terminal.out().lines().count()).isLessThanOrEqualTo(24);
        assertThat(terminal.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void statusFindsTheApplicationInEveryWayToNameIt() {
        var terminal = Terminal.in(folder);
        String data = application.resolve(".tenfold").toString();

        assertThat(terminal.run("status", "an app")).isZero();
        assertThat(terminal.run("status", "--app", "an app")).isZero();
        assertThat(terminal.run("status", "--data", data)).isZero();
        assertThat(terminal.run("status", "--app", application.toString(), "--data", data))
                .isZero();
    }

    @Test
    void coloursOnlyATerminalAndNeverAgainstTheUsersWish() {
        var colourful = new Terminal(application, Map.of("TERM", "xterm"), true);
        colourful.run("status");
        assertThat(colourful.out()).contains("\u001b[32m");

        for (Map<String, String> wish : List.of(Map.of("NO_COLOR", "1"), Map.of("TERM", "dumb"))) {
            var plain = new Terminal(application, wish, true);
            plain.run("status");
            assertThat(plain.out()).doesNotContain("\u001b");
        }
        var piped = Terminal.in(application);
        piped.run("status");
        assertThat(piped.out()).doesNotContain("\u001b");
    }

    @Test
    void statusAsJsonIsControlsAnswerInTheVersionedEnvelope() {
        var terminal = Terminal.in(application);

        assertThat(terminal.run("status", "--json")).isZero();
        assertThat(terminal.json().path("schema").asInt()).isEqualTo(1);
        assertThat(terminal.json().path("serves").asBoolean()).isTrue();
        assertThat(terminal.json().path("status").path("edge").path("inFlight").asInt())
                .isEqualTo(3);
        assertThat(terminal.json().has("next_steps")).isTrue();
    }

    @Test
    void statusOfAnApplicationThatDoesNotServeEndsWithOne() throws Exception {
        String down =
                Terminal.resource("status.json").replace("\"routed\": true", "\"routed\": false");
        try (var other = new FakeControl()) {
            other.answer("GET", "status", 200, down).announce(application.resolve(".tenfold"));
            var terminal = Terminal.in(application);

            assertThat(terminal.run("status")).isEqualTo(Exit.FAILED);
            assertThat(terminal.out()).startsWith("forum does not serve");
        }
    }

    @Test
    void statusBeforeTheFirstReportSaysSo() throws Exception {
        String young =
                """
                {"schema":1,"at":"2026-11-23T12:00:00Z","since":"2026-11-23T12:00:00Z","application":"forum",
                 "node":null,"edge":null,"instances":[],"database":null,"problems":[]}\
                """;
        try (var other = new FakeControl()) {
            other.answer("GET", "status", 200, young).announce(application.resolve(".tenfold"));
            var terminal = Terminal.in(application);

            assertThat(terminal.run("status")).isEqualTo(Exit.FAILED);
            assertThat(terminal.out())
                    .contains("has not reported lately", "the database has not reported yet");
        }
    }

    @Test
    void statusGivesAConsoleLinkOnRequest() {
        control.answer(
                "POST", "console-token", 200, "{\"url\":\"http://127.0.0.1:4710/#token=abc\"}");
        var terminal = Terminal.in(application);

        assertThat(terminal.run("status", "--console")).isZero();
        assertThat(terminal.out()).contains("Console: http://127.0.0.1:4710/#token=abc");
    }

    @Test
    void logsShowTimeSourceAndLine() {
        var terminal = Terminal.in(application);

        assertThat(terminal.run("logs", "-n", "7", "web-1")).isZero();
        assertThat(control.calls).containsExactly("GET /api/v1/logs?lines=7&source=web-1");
        assertThat(terminal.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\d\\d:59:58.250 web-1 GET /threads 200"),
                        line ->
                                assertThat(line)
                                        .matches("\\d\\d:59:59.000 pg-1 checkpoint complete"),
                        line -> assertThat(line).isEqualTo("             web-1   at Main.java:12"));
        assertThat(terminal.run("logs", "--json")).isZero();
        assertThat(terminal.out()).startsWith("{\"source\":\"web-1\",\"at\":");
    }

    @Test
    void followedLogsMissNothingAndRepeatNothing() {
        String first = LINES.lines().toList().get(0);
        String second = LINES.lines().toList().get(1);
        String old = "{\"source\":\"web-1\",\"at\":null,\"line\":\"told as history\"}";
        String fresh = "{\"source\":\"web-1\",\"at\":null,\"line\":\"fresh\"}";
        String foreign = "{\"source\":\"pg-1\",\"at\":null,\"line\":\"foreign\"}";
        String events =
                "event: background\ndata: {}\n\n"
                        + log(old)
                        + "event: status\ndata: {}\n\n"
                        + log(first)
                        + log(second)
                        + "event: status\ndata: {}\n\n"
                        + log(fresh)
                        + log(foreign);
        control.answer(
                "GET",
                "events",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(events.getBytes(StandardCharsets.UTF_8));
                });
        var terminal = Terminal.in(application);

        assertThat(terminal.run("logs", "-f", "web-1", "--json")).isEqualTo(Exit.FAILED);

        assertThat(terminal.out()).containsOnlyOnce("GET /threads").containsOnlyOnce("fresh");
        assertThat(terminal.out()).doesNotContain("told as history", "foreign");
        assertThat(terminal.err()).contains("control has ended");
    }

    private static String log(String line) {
        return "event: log\ndata: " + line + "\n\n";
    }

    @Test
    void envGivesEachVariableWithItsReason() throws Exception {
        var terminal = Terminal.in(application);

        assertThat(terminal.run("env")).isZero();
        assertThat(terminal.out()).isEqualTo(Terminal.golden("env.txt", terminal.out()));
        assertThat(terminal.err()).contains("--reveal");
        assertThat(control.calls).containsExactly("GET /api/v1/env?reveal=false&service=web");
    }

    @Test
    void envLinesAreWhatAShellReadsBack() throws Exception {
        var terminal = Terminal.in(application);
        assertThat(terminal.run("env", "--export", "--service", "api")).isZero();
        assertThat(control.calls).containsExactly("GET /api/v1/env?reveal=true&service=api");

        var process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "eval \"$1\"; printf %s \"$GREETING\"",
                                "sh",
                                terminal.out())
                        .start();

        assertThat(process.getInputStream().readAllBytes()).asString().isEqualTo("it's me & you");
    }

    @Test
    void anErrorOfControlKeepsItsCodeAndNextStep() throws Exception {
        try (var other = new FakeControl()) {
            String error = FakeControl.error("T-1206", "there is no such service");
            other.answer("GET", "env", 404, error).announce(application.resolve(".tenfold"));
            var terminal = Terminal.in(application);

            assertThat(terminal.run("env", "--json")).isEqualTo(Exit.FAILED);
            assertThat(terminal.err())
                    .contains("T-1206 there is no such service", "do the right thing");
            assertThat(terminal.json().path("error").path("code").asString()).isEqualTo("T-1206");
            assertThat(terminal.json().path("error").path("next").asString())
                    .isEqualTo("do the right thing");
        }
    }

    @Test
    void aWrongTokenIsToldAsControlTellsIt() throws Exception {
        Files.writeString(application.resolve(".tenfold/control/token"), "stale");
        var terminal = Terminal.in(application);

        assertThat(terminal.run("status")).isEqualTo(Exit.FAILED);
        assertThat(terminal.err()).contains("T-1201 the token is wrong");
    }

    @Test
    void withNothingUpEachCommandNamesTheCommandThatStartsIt() {
        control.close();
        var terminal = Terminal.in(application);

        for (String command : List.of("status", "env", "load")) {
            assertThat(terminal.run(command)).as(command).isEqualTo(Exit.FAILED);
            assertThat(terminal.err())
                    .contains("is not up", "`tenfold up '" + application + "'` starts it");
        }
    }

    @Test
    void logsAreReadFromFilesWhenControlIsGone() throws Exception {
        control.close();
        Path logs = Files.createDirectories(application.resolve(".tenfold/logs"));
        Files.writeString(
                logs.resolve("web-1.log"),
                "2026-11-23T10:00:01Z starting\n2026-11-23T10:00:03Z cannot find my config\n  at Config.java:3\n");
        Files.writeString(
                logs.resolve("access.log"),
                "{\"time\":\"2026-11-23T10:00:02.5Z\",\"path\":\"/\"}\n");
        var terminal = Terminal.in(application);

        assertThat(terminal.run("logs", "-n", "3", "--json")).isZero();
        assertThat(terminal.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("access", "\\\"path\\\":\\\"/\\\""),
                        line -> assertThat(line).contains("\"line\":\"cannot find my config\""),
                        line -> assertThat(line).contains("  at Config.java:3"));
        assertThat(terminal.err()).contains("reading the files");
        assertThat(terminal.run("logs", "web-9")).isEqualTo(Exit.FAILED);
        assertThat(terminal.err()).contains("no log 'web-9'", "access, web-1");
    }

    @Test
    void loadFindsTheApplicationsOwnPages() throws Exception {
        try (var app = new FakeControl()) {
            String status =
                    Terminal.resource("status.json")
                            .replace("http://127.0.0.1:8080", app.address());
            try (var other = new FakeControl()) {
                other.answer("GET", "status", 200, status)
                        .announce(application.resolve(".tenfold"));
                var terminal = Terminal.in(application);

                // Nothing is served at the start page of this application.
                assertThat(terminal.run("load", "--rate", "10")).isEqualTo(Exit.FAILED);
                assertThat(terminal.err()).contains("the start page", "does not answer with 200");

                assertThat(
                                terminal.run(
                                        "load",
                                        app.address() + "/x",
                                        "--rate",
                                        "100",
                                        "--for",
                                        "300ms",
                                        "--warm-up",
                                        "0s",
                                        "--json"))
                        .isEqualTo(Exit.FAILED);
                assertThat(
                                terminal.json()
                                        .path("failures")
                                        .path("status_4xx")
                                        .path("count")
                                        .asInt())
                        .isEqualTo(terminal.json().path("offered").asInt())
                        .isPositive();
            }
        }
    }

    @Test
    void loadRefusesOtherMachines() {
        var terminal = Terminal.in(application);

        assertThat(terminal.run("load", "http://192.0.2.1/", "--rate", "1"))
                .isEqualTo(Exit.REFUSED);
        assertThat(terminal.err()).contains("192.0.2.1 is not this machine", "--allow-remote");
    }
}
