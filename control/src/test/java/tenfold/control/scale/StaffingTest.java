package tenfold.control.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StaffingTest {
    /// M/M/c in closed form: at most one in a hundred waits longer than a mean service time.
    private static final Map<Integer, Double> KNOWN =
            Map.of(1, 0.026, 2, 0.175, 4, 0.417, 8, 0.637, 16, 0.791, 32, 0.885);

    @Test
    void usesAsMuchAsTheQueueAllows() {
        KNOWN.forEach((servers, use) ->
                assertThat(Staffing.solve(servers)).isCloseTo(use, within(0.001)));
    }

    @Test
    void oneServerIsTheTextbooksQueue() {
        assertThat(Staffing.late(1, 0.5)).isCloseTo(0.5 * Math.exp(-0.5), within(1e-9));
    }

    @Test
    void smallFleetsAreUsedByHalfAndLargeOnesByFourFifths() {
        var staffing = new Staffing(null);

        assertThat(staffing.part(1)).isEqualTo(Staffing.PART_MIN);
        assertThat(staffing.part(8)).isCloseTo(0.637, within(0.001));
        assertThat(staffing.part(200)).isEqualTo(Staffing.PART_MAX);
    }

    @Test
    void countsTheFewestThatCarryALoad() {
        var staffing = new Staffing(0.7);

        assertThat(staffing.instances(0, 0)).isEqualTo(1);
        assertThat(staffing.instances(7, 0)).isEqualTo(10);
        assertThat(staffing.instances(7.01, 0)).isEqualTo(11);
        assertThat(staffing.instances(7.7, 0.1)).isEqualTo(10);
        assertThat(staffing.instances(7.71, 0.1)).isEqualTo(11);
    }

    @Test
    void aHigherLoadNeverNeedsFewer() {
        var staffing = new Staffing(null);
        int before = 0;
        for (double load = 0; load < 120; load += 0.05) {
            int now = staffing.instances(load, 0);
            assertThat(now).isGreaterThanOrEqualTo(before);
            assertThat(now * staffing.part(now)).isGreaterThanOrEqualTo(load - 1e-6);
            assertThat(staffing.instances(load, ScaleLaw.BAND)).isLessThanOrEqualTo(now);
            before = now;
        }
    }
}
