package tenfold.edge.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tenfold.edge.proxy.Pulse.Finding;

class PulseTest {
    private static final long MINUTE = Pulse.SILENCE_NANOS;

    private final Pulse pulse = new Pulse();

    @Test
    void silenceIsAskedAboutAndNoAnswerIsTheEnd() {
        pulse.heard(0);
        assertThat(pulse.look(MINUTE)).isEqualTo(Finding.FINE);
        assertThat(pulse.look(MINUTE + 1)).isEqualTo(Finding.ASK);
        assertThat(pulse.look(MINUTE + Pulse.PATIENCE_NANOS)).isEqualTo(Finding.FINE);
        assertThat(pulse.look(MINUTE + Pulse.PATIENCE_NANOS + 2)).isEqualTo(Finding.DEAD);
    }

    @Test
    void anAnswerIsEnoughForFiveMinutes() {
        pulse.heard(0);
        assertThat(pulse.look(2 * MINUTE)).isEqualTo(Finding.ASK);
        pulse.heard(2 * MINUTE + 1);
        assertThat(pulse.look(6 * MINUTE)).isEqualTo(Finding.FINE);
        assertThat(pulse.look(2 * MINUTE + Pulse.PAUSE_NANOS)).isEqualTo(Finding.ASK);
    }
}
