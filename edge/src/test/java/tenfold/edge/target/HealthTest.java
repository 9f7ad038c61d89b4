package tenfold.edge.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tenfold.edge.target.Health.Finding;
import tenfold.edge.target.Health.State;
import tenfold.model.HealthCheck;

class HealthTest {
    private static final HealthCheck CHECK =
            new HealthCheck("/", true, Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3);
    private static final Finding PASSED = new Finding.Passed();
    private static final Finding FAILED = new Finding.Failed("answers 503");
    private static final Finding REFUSED = new Finding.Refused("nothing listens");

    @Test
    void becomesHealthyAfterPassesInARow() {
        assertThat(after(PASSED).state()).isEqualTo(State.UNKNOWN);
        assertThat(after(PASSED, PASSED).state()).isEqualTo(State.HEALTHY);
        assertThat(after(PASSED, FAILED, PASSED).state()).isEqualTo(State.SICK);
        assertThat(after(REFUSED, PASSED, PASSED).state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void becomesSickAfterFailuresInARow() {
        assertThat(after(PASSED, PASSED, FAILED, FAILED).state()).isEqualTo(State.HEALTHY);
        assertThat(after(PASSED, PASSED, FAILED, FAILED, PASSED, FAILED).state())
                .isEqualTo(State.HEALTHY);
        Health sick = after(PASSED, PASSED, FAILED, FAILED, FAILED);
        assertThat(sick.state()).isEqualTo(State.SICK);
        assertThat(sick.reason()).isEqualTo("answers 503");
    }

    @Test
    void oneClosedDoorIsEnough() {
        assertThat(after(PASSED, PASSED, REFUSED))
                .isEqualTo(new Health(State.DOWN, 0, "nothing listens"));
    }

    private static Health after(Finding... findings) {
        Health health = Health.UNKNOWN;
        for (Finding finding : findings) {
            health = health.on(finding, CHECK);
        }
        return health;
    }
}
