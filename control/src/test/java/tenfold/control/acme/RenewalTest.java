package tenfold.control.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({"90, 0, 60", "90, 1, 51", "6, 0, 4", "3650, 0.5, 2251"})
    void isDueWhenTwoThirdsAreOverOrALittleEarlier(int lifeDays, double jitter, int day) {
        Instant due = Renewal.due(FROM, FROM.plus(Duration.ofDays(lifeDays)), jitter);

        assertThat(Duration.between(FROM, due).toDays()).isBetween(day - 1L, (long) day);
    }

    @Test
    void thePauseDoublesUpToSixHours() {
        assertThat(Renewal.pause(1, 0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(Renewal.pause(4, 0)).isEqualTo(Duration.ofMinutes(8));
        assertThat(Renewal.pause(4, 1)).isEqualTo(Duration.ofMinutes(12));
        assertThat(Renewal.pause(1000, 0)).isEqualTo(Duration.ofHours(6));
    }
}
