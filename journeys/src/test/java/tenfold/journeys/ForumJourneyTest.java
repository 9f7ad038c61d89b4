package tenfold.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tenfold.testkit.Await;

/// What people do in the forum, and the forum's own tests, through edge and gateway.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ForumJourneyTest {
    private static final Duration SEEDED_MAX = Duration.ofSeconds(60);
    private static final long MALLET = 8;

    @TempDir Path folder;

    @Test
    void aMemberFindsEverythingAgainAfterARestart() throws Exception {
        Member ada;
        long thread;
        long order;
        long stock;
        try (var up = TenfoldUp.start(TenfoldUp.example("forum"), folder.resolve("data"))) {
            ada = Member.signUp(up.application(), "ada");
            Await.until("the forum is filled", SEEDED_MAX, ada::seesProducts);
            thread = ada.openThread("wood", "A stool without glue", "Wedges only.");
            assertThat(ada.reply(thread, "It holds.")).isEqualTo(2);
            stock = ada.stock(MALLET);
            order = ada.order(MALLET, 2);
        }

        try (var up = TenfoldUp.start(TenfoldUp.example("forum"), folder.resolve("data"));
                Member same = ada.at(up.application());
                Member elsewhere = Member.signIn(up.application(), "ada")) {
            assertThat(same.name()).isEqualTo("ada");
            assertThat(elsewhere.posts(thread)).contains("Wedges only.", "It holds.");
            assertThat(elsewhere.orderLines(order)).contains("\"quantity\":2");
            assertThat(elsewhere.stock(MALLET)).isEqualTo(stock - 2);
        } finally {
            ada.close();
        }
    }

    @Test
    void theForumsOwnTestsPassThroughTheGateway() throws Exception {
        try (var up = TenfoldUp.start(TenfoldUp.example("hello-node"), folder.resolve("data"))) {
            Path output = folder.resolve("forum-tests.txt");
            Process tests =
                    forumTests(databaseUrl(up))
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();

            assertThat(tests.waitFor(6, TimeUnit.MINUTES)).isTrue();
            assertThat(tests.exitValue()).as(Files.readString(output)).isZero();
            assertThat(output)
                    .content()
                    .containsPattern("Tests run: [1-9]")
                    .doesNotContainPattern("Skipped: [1-9]");
        }
    }

    private static ProcessBuilder forumTests(URI database) {
        Path forum = TenfoldUp.example("forum");
        var builder =
                new ProcessBuilder(
                                List.of(
                                        forum.resolve("../../mvnw").normalize().toString(),
                                        "-B",
                                        "-f",
                                        forum.resolve("pom.xml").toString(),
                                        "test"))
                        .directory(forum.toFile());
        builder.environment().put("DATABASE_URL", database.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private static URI databaseUrl(TenfoldUp up) throws IOException, InterruptedException {
        var env = up.run("env", "--export");
        assertThat(env.exit()).as(env.err()).isZero();
        return env.out()
                .lines()
                .filter(line -> line.startsWith("export DATABASE_URL="))
                .map(line -> line.substring("export DATABASE_URL=".length()).replace("'", ""))
                .map(URI::create)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no DATABASE_URL in " + env.out()));
    }
}
