package tenfold.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "10, 10000",
        "500ms, 500",
        "10s, 10000",
        "2m, 120000",
        "1h30m, 5400000",
        "1m5s250ms, 65250"
    })
    void readsDurationsAsPeopleWriteThem(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1.5s", "10 s", "1s1h", "99999999999s", "soon"})
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "status, stauts, 1",
        "down, dwon, 1",
        "env, envs, 1",
        "logs, log, 1",
        "up, load, 4"
    })
    void countsTypingErrors(String known, String typed, int errors) {
        assertThat(HelpText.distance(known, typed)).isEqualTo(errors);
        assertThat(HelpText.distance(typed, known)).isEqualTo(errors);
    }

    @Test
    void quotesWordsForAShell() {
        assertThat(UpRequest.quoted("plain-word_1.0/x:y")).isEqualTo("plain-word_1.0/x:y");
        assertThat(UpRequest.quoted("it's")).isEqualTo("'it'\\''s'");
        assertThat(UpRequest.quoted("")).isEqualTo("''");
        assertThat(UpRequest.quoted("$HOME")).isEqualTo("'$HOME'");
    }
}
