package tenfold.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Each checker accepts what is right and finds what is wrong.
class HistoriesTest {
    private final EpochHistory epochs = new EpochHistory();
    private final SessionHistory registers = new SessionHistory(2);
    private final SessionHistory.Session session = registers.new Session();
    private final BankHistory bank = new BankHistory(100);

    @Test
    void oneWriterInEachEpochIsRight() {
        epochs.acknowledged(1, 5, 1, "a");
        epochs.acknowledged(4, 9, 2, "b"); // began before the first had ended
        epochs.acknowledged(6, 8, 1, "a"); // the second was not acknowledged yet
        assertThat(epochs.check()).isEmpty();
        assertThat(epochs.epochs()).isEqualTo(2);
    }

    @Test
    void twoWritersInOneEpochAreFound() {
        epochs.acknowledged(1, 2, 1, "a");
        epochs.acknowledged(3, 4, 1, "b");
        assertThat(epochs.check()).singleElement().asString().contains("a and b wrote in epoch 1");
    }

    @Test
    void aWriteOfAnEpochThatWasOverIsFound() {
        epochs.acknowledged(1, 2, 2, "b");
        epochs.acknowledged(3, 4, 1, "a");
        assertThat(epochs.check()).singleElement().asString().contains("a wrote in epoch 1 after");
    }

    @Test
    void aReadMaySeeMoreThanWasAcknowledgedButNotLess() {
        registers.acknowledged(0, 5);
        session.read(0, registers.floor(0), 6);
        assertThat(registers.wrong()).isEmpty();
        registers.new Session().read(0, registers.floor(0), 4);
        assertThat(registers.wrong()).singleElement().asString().contains("acknowledged");
    }

    @Test
    void aReadThatGoesBackIsFoundInItsOwnSessionOnly() {
        session.read(1, 0, 7);
        registers.new Session().read(1, 0, 6);
        assertThat(registers.wrong()).isEmpty();
        session.read(1, 0, 6);
        assertThat(registers.wrong()).singleElement().asString().contains("was read");
        assertThat(registers.reads()).isEqualTo(3);
    }

    @Test
    void moneyThatIsMadeOrOwedIsFound() {
        bank.saw(100, 0);
        assertThat(bank.wrong()).isEmpty();
        bank.saw(101, 0);
        bank.saw(100, -1);
        assertThat(bank.wrong()).hasSize(2);
        assertThat(bank.snapshots()).isEqualTo(3);
    }
}
