package tenfold.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HumanTest {
    @Test
    void givesQuantitiesThreeDigitsAndAUnit() {
        assertThat(Human.latency(0)).isEqualTo("0 us");
        assertThat(Human.latency(999)).isEqualTo("999 us");
        assertThat(Human.latency(1234)).isEqualTo("1.23 ms");
        assertThat(Human.latency(2000)).isEqualTo("2 ms");
        assertThat(Human.latency(12_345)).isEqualTo("12.3 ms");
        assertThat(Human.latency(1_500_000)).isEqualTo("1.50 s");
        assertThat(Human.rate(0)).isEqualTo("0/s");
        assertThat(Human.rate(0.25)).isEqualTo("0.25/s");
        assertThat(Human.rate(1204.4)).isEqualTo("1204/s");
        assertThat(Human.rate(12_345)).isEqualTo("12.3k/s");
        assertThat(Human.rate(2_500_000)).isEqualTo("2.50M/s");
        assertThat(Human.bytes(512)).isEqualTo("512 B");
        assertThat(Human.bytes(214_748_364)).isEqualTo("215 MB");
        assertThat(Human.count(1_234_567)).isEqualTo("1 234 567");
        assertThat(Human.percent(0.5)).isEqualTo("50.0 %");
        assertThat(Human.percent(0.0001)).isEqualTo("0.010 %");
    }

    @Test
    void givesDurationsTheirTwoLargestUnits() {
        assertThat(Human.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Human.duration(Duration.ofSeconds(3599))).isEqualTo("59 min 59 s");
        assertThat(Human.duration(Duration.ofMinutes(192))).isEqualTo("3 h 12 min");
        assertThat(Human.duration(Duration.ofHours(49))).isEqualTo("2 d 1 h");
        assertThat(Human.duration(Duration.ofSeconds(-5))).isEqualTo("0 s");
    }

    @Test
    void alignsColumnsWhateverTheirColour() {
        var table = new Table(Style.COLOUR, "NAME", ">COUNT");
        table.row(Style.COLOUR.good("a"), "10");
        table.row("long", "7");

        assertThat(table.lines("  "))
                .extracting(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
                .containsExactly("  NAME  COUNT", "  a        10", "  long      7");
    }
}
