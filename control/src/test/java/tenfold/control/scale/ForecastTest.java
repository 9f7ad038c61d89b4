package tenfold.control.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ScaleManifest.Forecasting;

class ForecastTest {
    private static final long FIRST = DemandHistory.minute(SimulatedGroup.NOON);

    private static DemandHistory history(int days, LongToDoubleFunction demand) {
        var history = new DemandHistory();
        for (long minute = 0; minute < (long) days * DemandHistory.DAY; minute++) {
            history.add(Instant.ofEpochSecond((FIRST + minute) * 60), demand.applyAsDouble(minute));
        }
        return history;
    }

    /// Calm, and eight times as much at once at the same hour each day, for an hour.
    private static double rush(long minute) {
        long hour = minute % DemandHistory.DAY;
        return hour >= 600 && hour < 660 ? 16 : 2;
    }

    private static ScaleManifest rules(Forecasting forecasting) {
        ScaleManifest base = ScaleManifest.between(2, 40);
        return new ScaleManifest(
                2,
                40,
                1,
                0.7,
                base.policies(),
                base.schedule(),
                forecasting,
                0,
                base.spot(),
                base.scaleIn());
    }

    @Test
    void expectsWhatTheDayBeforeHadScaledByToday() {
        DemandHistory history = history(3, minute -> minute < 5 * DemandHistory.DAY / 2 ? 4 : 6);

        long now = history.newest();
        assertThat(Forecast.of(history, now + 5, now)).isCloseTo(6, within(0.01));
    }

    @Test
    void expectsNothingWithoutADay() {
        DemandHistory history = history(0, _ -> 1);
        history.add(SimulatedGroup.NOON, 3);

        assertThat(Forecast.of(history, FIRST + 5, FIRST)).isNaN();
    }

    @Test
    void seesADailyRushBeforeItComes() {
        DemandHistory history = history(4, ForecastTest::rush);
        var upTo = new DemandHistory();
        long before = FIRST + 3 * DemandHistory.DAY + 597;
        for (long minute = FIRST; minute <= before; minute++) {
            upTo.add(Instant.ofEpochSecond(minute * 60), history.at(minute));
        }

        assertThat(Forecast.most(upTo, before, 8)).isGreaterThan(12);
    }

    @Test
    void paysWhereInstancesStartSlowlyAndTheRushComesDaily() {
        BackTest slow =
                BackTest.of(
                        history(4, ForecastTest::rush),
                        rules(Forecasting.SCALE),
                        Duration.ofMinutes(2));

        assertThat(slow.lostWith()).isLessThan(slow.lostWithout() / 2);
        assertThat(slow.pays()).isTrue();
    }

    @Test
    void doesNotPayWhereNothingIsLostWithoutIt() {
        BackTest calm =
                BackTest.of(
                        history(4, minute -> 5 + 4 * Math.sin(minute * 2 * Math.PI / 1440)),
                        rules(Forecasting.SCALE),
                        Duration.ofSeconds(5));

        assertThat(calm.days()).isGreaterThan(1.9);
        assertThat(calm.pays()).isFalse();
    }

    @Test
    void onlyShowsUntilItIsToldToScale() {
        var shown = new Prediction(rules(Forecasting.ONLY), history(4, ForecastTest::rush));
        var followed = new Prediction(rules(Forecasting.SCALE), history(4, ForecastTest::rush));
        Instant now = Instant.ofEpochSecond((FIRST + 4L * DemandHistory.DAY) * 60);

        assertThat(shown.asks(now, 2, Duration.ofMinutes(2))).isNaN();
        assertThat(shown.outlook().demandInMinutes()).isNotNull();
        assertThat(shown.outlook().words()).endsWith("it is only shown");
        assertThat(followed.asks(now, 2, Duration.ofMinutes(2))).isPositive();
        assertThat(followed.outlook().acts()).isTrue();
    }

    @Test
    void aHistoryOutlivesItsProcessAndItsGaps() {
        DemandHistory history = history(2, ForecastTest::rush);
        history.add(Instant.ofEpochSecond((history.newest() + 90) * 60), 7);
        DemandHistory same = DemandHistory.read(history.bytes());

        assertThat(same.newest()).isEqualTo(history.newest());
        assertThat(same.at(same.newest())).isEqualTo(7);
        assertThat(same.at(same.newest() - 40)).isNaN();
        assertThat(same.span()).isEqualTo(2L * DemandHistory.DAY - 1 + 90);
        assertThat(DemandHistory.read(new byte[7]).newest()).isEqualTo(-1);
    }
}
