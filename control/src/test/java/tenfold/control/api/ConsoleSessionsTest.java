package tenfold.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleSessionsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    @TempDir Path folder;

    @Test
    void opensWithALinkOnce() throws IOException {
        var sessions = after(Duration.ZERO);
        String link = sessions.newLink();

        assertThat(sessions.open(link)).isPresent();
        assertThat(sessions.open(link)).isEmpty();
        assertThat(sessions.open("invented")).isEmpty();
    }

    @Test
    void forgetsALinkAfterHalfAnHour() throws IOException {
        String link = after(Duration.ZERO).newLink();

        assertThat(after(Duration.ofMinutes(30)).open(link)).isEmpty();
        assertThat(after(Duration.ofMinutes(29)).open(link)).isPresent();
    }

    @Test
    void endsASessionThatIsIdle() throws IOException {
        String session = session();

        assertThat(after(Duration.ofMinutes(29)).use(session)).isTrue();
        assertThat(after(Duration.ofMinutes(58)).use(session)).isTrue();
        assertThat(after(Duration.ofMinutes(89)).use(session)).isFalse();
    }

    @Test
    void endsABusySessionAfterTwelveHours() throws IOException {
        String session = session();
        for (int minutes = 20; minutes < 12 * 60; minutes += 20) {
            assertThat(after(Duration.ofMinutes(minutes)).use(session)).isTrue();
        }

        assertThat(after(Duration.ofHours(12)).use(session)).isFalse();
    }

    @Test
    void keepsTheNewestSixteen() throws IOException {
        var sessions = after(Duration.ZERO);
        String first = sessions.open(sessions.newLink()).orElseThrow();
        for (int i = 0; i < 16; i++) {
            assertThat(sessions.open(sessions.newLink())).isPresent();
        }

        assertThat(sessions.use(first)).isFalse();
    }

    @Test
    void keepsNoSecretInItsFile() throws IOException {
        var sessions = after(Duration.ZERO);
        String link = sessions.newLink();

        assertThat(Files.readString(folder.resolve("sessions"))).doesNotContain(link);
    }

    @Test
    void startsEmptyWhenItsFileIsDamaged() throws IOException {
        String session = session();
        Files.writeString(folder.resolve("sessions"), "damaged");

        assertThat(after(Duration.ZERO).use(session)).isFalse();
    }

    private String session() throws IOException {
        var sessions = after(Duration.ZERO);
        return sessions.open(sessions.newLink()).orElseThrow();
    }

    /// The sessions of a control that was started anew this long after noon.
    private ConsoleSessions after(Duration time) {
        return new ConsoleSessions(folder, Clock.fixed(NOON.plus(time), ZoneOffset.UTC));
    }
}
