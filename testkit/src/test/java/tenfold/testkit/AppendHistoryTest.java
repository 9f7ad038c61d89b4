package tenfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AppendHistoryTest {
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    private final AppendHistory history = new AppendHistory();
    private final long acked = begin(Outcome.ACKED);
    private final long failed = begin(Outcome.FAILED);
    private final long unknown = begin(Outcome.UNKNOWN);

    @Test
    void acceptsAnUnknownOutcomeEitherWay() {
        assertThat(history.check(List.of(acked)).holds()).isTrue();
        assertThat(history.check(List.of(acked, unknown)).holds()).isTrue();
    }

    @Test
    void seesALostAcknowledgement() {
        assertThat(history.check(List.of(unknown)).lost()).containsExactly(acked);
    }

    @Test
    void seesAWriteThatWasReportedAsFailed() {
        assertThat(history.check(List.of(acked, failed)).phantom()).containsExactly(failed);
    }

    @Test
    void seesARecordThatNobodyWrote() {
        assertThat(history.check(List.of(acked, 99L)).phantom()).containsExactly(99L);
    }

    @Test
    void seesARetryThatWroteTwice() {
        assertThat(history.check(List.of(acked, acked)).doubled()).containsExactly(acked);
    }

    @Test
    void keepsTheFirstAnswer() {
        assertThatIllegalArgumentException().isThrownBy(() -> history.end(acked, Outcome.FAILED));
    }

    @Rounds(50)
    void holdsForAnHonestStoreAndBreaksWhenOneAcknowledgedRecordIsDropped(long seed) {
        var random = new Random(seed);
        var store = new ArrayList<Long>(List.of(acked));
        for (int i = 0; i < 100; i++) {
            Outcome outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
            long id = begin(outcome);
            if (outcome == Outcome.ACKED || (outcome == Outcome.UNKNOWN && random.nextBoolean())) {
                store.add(id);
            }
        }

        assertThat(history.check(store).holds()).isTrue();
        store.remove(acked);
        assertThat(history.check(store).lost()).containsExactly(acked);
    }

    private long begin(Outcome outcome) {
        long id = history.begin();
        if (outcome != Outcome.UNKNOWN) {
            history.end(id, outcome);
        }
        return id;
    }
}
