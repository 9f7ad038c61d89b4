package tenfold.sql.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tenfold.testkit.Rounds;

class ReplyQueueTest {
    private final ReplyQueue queue = new ReplyQueue();
    private final List<Integer> undone = new ArrayList<>();

    private void expect(int... entries) {
        for (int entry : entries) {
            assertThat(queue.add(entry, null)).isTrue();
        }
    }

    private void answer(String tags) {
        for (int i = 0; i < tags.length(); i++) {
            char tag = tags.charAt(i);
            assertThat(queue.on((byte) tag))
                    .as("%s of %s", tag, tags)
                    .isNotEqualTo(ReplyQueue.BROKEN);
        }
    }

    private int error() {
        return queue.onError((entry, _) -> undone.add(entry));
    }

    @Test
    void followsAnExtendedQueryToItsEnd() {
        expect(
                ReplyQueue.PARSE,
                ReplyQueue.DESCRIBE_STATEMENT,
                ReplyQueue.BIND,
                ReplyQueue.EXECUTE,
                ReplyQueue.SYNC);

        answer("1tT2DDC");
        assertThat(queue.isSettled()).isFalse();
        answer("Z");
        assertThat(queue.isSettled()).isTrue();
    }

    @Test
    void aMessageNobodyAskedForIsBroken() {
        String tags = "123TtnDCIsGHdcVZWxyz";
        for (int i = 0; i < tags.length(); i++) {
            char tag = tags.charAt(i);
            assertThat(queue.on((byte) tag)).as("%s", tag).isEqualTo(ReplyQueue.BROKEN);
        }
        assertThat(error()).isEqualTo(ReplyQueue.BROKEN);
    }

    @Test
    void aReplyOfTheWrongKindIsBroken() {
        expect(ReplyQueue.BIND);

        assertThat(queue.on((byte) '1')).isEqualTo(ReplyQueue.BROKEN);
    }

    @Test
    void anErrorSkipsToTheNextSyncAndUndoesTheRest() {
        expect(
                ReplyQueue.PARSE,
                ReplyQueue.BIND,
                ReplyQueue.EXECUTE,
                ReplyQueue.SYNC,
                ReplyQueue.PARSE,
                ReplyQueue.SYNC);

        assertThat(error()).isEqualTo(ReplyQueue.FORWARD);
        assertThat(undone).containsExactly(ReplyQueue.PARSE, ReplyQueue.BIND, ReplyQueue.EXECUTE);
        answer("Z1Z");
        assertThat(queue.isSettled()).isTrue();
    }

    @Test
    void afterAnErrorNothingIsExpectedUntilASyncIsSent() {
        expect(ReplyQueue.PARSE);
        error();

        assertThat(queue.add(ReplyQueue.BIND, null)).isFalse();
        assertThat(queue.add(ReplyQueue.QUERY, null)).isFalse();
        assertThat(queue.isSettled()).isFalse();
        assertThat(queue.add(ReplyQueue.SYNC, null)).isTrue();
        answer("Z");
        assertThat(queue.isSettled()).isTrue();
    }

    @Test
    void anErrorInASimpleQueryLeavesItsReadyForQueryOutstanding() {
        expect(ReplyQueue.QUERY, ReplyQueue.QUERY);
        answer("TDC");

        assertThat(error()).isEqualTo(ReplyQueue.FORWARD);
        answer("Z");
        assertThat(queue.isSettled()).isFalse();
        answer("CZ");
        assertThat(queue.isSettled()).isTrue();
    }

    @Test
    void anErrorAtSyncBelongsToTheSync() {
        expect(ReplyQueue.EXECUTE, ReplyQueue.SYNC);
        answer("C");

        assertThat(error()).isEqualTo(ReplyQueue.FORWARD);
        answer("Z");
        assertThat(queue.isSettled()).isTrue();
    }

    @Test
    void whatWeAskedIsSwallowedAndItsErrorIsTheClients() {
        expect(ReplyQueue.PARSE | ReplyQueue.OURS, ReplyQueue.BIND);
        assertThat(queue.on((byte) '1')).isEqualTo(ReplyQueue.SWALLOW);
        assertThat(queue.on((byte) '2')).isEqualTo(ReplyQueue.FORWARD);

        expect(ReplyQueue.PARSE | ReplyQueue.OURS, ReplyQueue.BIND);
        assertThat(error()).isEqualTo(ReplyQueue.FORWARD);
    }

    @Test
    void aRefusedMessageHasItsErrorReplaced() {
        expect(ReplyQueue.BIND | ReplyQueue.REFUSED, ReplyQueue.SYNC);

        assertThat(error()).isEqualTo(ReplyQueue.REPLACE);
        answer("Z");
    }

    @Test
    void syntheticRepliesWaitForTheirTurn() {
        expect(ReplyQueue.BIND, ReplyQueue.PARSE | ReplyQueue.SYNTHETIC);
        assertThat(queue.headIsSynthetic()).isFalse();

        answer("2");
        assertThat(queue.headIsSynthetic()).isTrue();
        assertThat(queue.takeSynthetic()).isEqualTo(ReplyQueue.PARSE);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aSyncSentBeforeCopyDataIsIgnoredAsTheServerIgnoresIt() {
        expect(ReplyQueue.BIND, ReplyQueue.EXECUTE, ReplyQueue.SYNC);
        answer("2G");

        assertThat(queue.isSettled()).isFalse();
        queue.copyEnds();
        expect(ReplyQueue.SYNC);
        answer("CZ");
        assertThat(queue.isSettled()).isTrue();
    }

    @Test
    void copyOfASimpleQueryEndsWithItsReadyForQuery() {
        expect(ReplyQueue.QUERY);
        answer("G");
        assertThat(queue.isSettled()).isFalse();
        assertThat(error()).isEqualTo(ReplyQueue.FORWARD);
        answer("Z");
        assertThat(queue.isSettled()).isTrue();
    }

    /// The broken control is the second half: a stream with one message left out must be noticed.
    @Rounds(300)
    void everyWellFormedStreamIsAcceptedAndAShortenedOneIsNot(long seed) {
        var random = new Random(seed);
        StringBuilder replies = new StringBuilder();
        for (int i = 0; i < 1 + random.nextInt(40); i++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    expect(ReplyQueue.PARSE, ReplyQueue.BIND, ReplyQueue.EXECUTE, ReplyQueue.SYNC);
                    replies.append("12DDCZ");
                }
                case 1 -> {
                    expect(ReplyQueue.QUERY);
                    replies.append("TDCZ");
                }
                case 2 -> {
                    expect(ReplyQueue.DESCRIBE_STATEMENT, ReplyQueue.SYNC);
                    replies.append("tnZ");
                }
                default -> {
                    expect(ReplyQueue.FUNCTION);
                    replies.append("VZ");
                }
            }
        }
        answer(replies.toString());
        assertThat(queue.isSettled()).isTrue();

        expect(ReplyQueue.PARSE, ReplyQueue.BIND, ReplyQueue.SYNC);
        String whole = "12Z";
        int missing = random.nextInt(3);
        boolean broken = false;
        for (int i = 0; i < 3; i++) {
            broken |= i != missing && queue.on((byte) whole.charAt(i)) == ReplyQueue.BROKEN;
        }
        assertThat(broken || !queue.isSettled()).isTrue();
    }
}
