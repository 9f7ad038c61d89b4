package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScaleCommandsTest {
    private static final String GROUP =
            """
            {"service":"web","mode":"PAUSED","min":2,"max":20,"desired":4,"ready":3,"warm":1,"draining":0,"spot":0,
             "startMillis":1200,"costMillis":3.1,"metrics":{"demand":0.25},"says":"demand of 0.25 needs 4 at 70 % use",
             "decisions":[{"at":"2026-11-23T12:00:09Z","from":2,"to":4,"cause":"GROW","reason":"more came","done":true}],
             "forecast":{"words":"it is only shown"}}\
            """;

    @TempDir Path folder;
    private int lastExit;

    private Terminal run(FakeControl control, String... arguments) throws Exception {
        Files.createDirectories(folder.resolve(".tenfold"));
        control.announce(folder.resolve(".tenfold"));
        Terminal terminal = Terminal.in(folder);
        lastExit = terminal.run(arguments);
        return terminal;
    }

    @Test
    void showsEachGroupWithItsReasons() throws Exception {
        try (var control = new FakeControl()) {
            control.answer("GET", "groups", 200, "{\"schema\":1,\"groups\":[" + GROUP + "]}");

            assertThat(run(control, "scale").out())
                    .contains(
                            "web  4 desired, 3 ready, within 2 to 20, 1 warm, paused",
                            "demand of 0.25 needs 4 at 70 % use",
                            "a request costs 3.10 ms of a core, an instance starts in 1.2 s",
                            "forecast: it is only shown",
                            "12:00:09  2 -> 4  more came");
        }
    }

    @Test
    void pausesSetsAndTells() throws Exception {
        try (var control = new FakeControl()) {
            control.answer("POST", "scale", 200, "{\"schema\":1,\"group\":" + GROUP + "}");
            control.answer("POST", "group-metric", 200, "{\"schema\":1,\"group\":" + GROUP + "}");
            control.answer("POST", "reclaim", 202, "{\"schema\":1,\"group\":" + GROUP + "}");

            assertThat(run(control, "scale", "pause", "web").out()).contains("paused");
            run(control, "scale", "set", "web", "6");
            run(control, "scale", "metric", "web", "orders=12.5");
            run(control, "reclaim", "web-3");

            assertThat(control.bodies)
                    .containsExactly(
                            "{\"service\":\"web\",\"mode\":\"PAUSED\"}",
                            "{\"service\":\"web\",\"desired\":6}",
                            "{\"service\":\"web\",\"metric\":\"orders\",\"value\":12.5}",
                            "{\"instance\":\"web-3\"}");
        }
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        try (var control = new FakeControl()) {
            assertThat(run(control, "scale", "set", "web").err())
                    .contains("needs a service and a value");
            assertThat(run(control, "scale", "set", "web", "many").err())
                    .contains("'many' is no number");
            assertThat(run(control, "scale", "metric", "web", "x").err())
                    .contains("is not NAME=VALUE");
            assertThat(run(control, "scale", "dance", "web").err())
                    .contains("it is pause, dry-run");
            assertThat(run(control, "reclaim").err()).contains("say which instance");
            assertThat(lastExit).isEqualTo(Exit.USAGE);
        }
    }
}
