package tenfold.watch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tenfold.model.MetricAnswer;
import tenfold.model.MetricAnswer.Found;
import tenfold.model.MetricAnswer.Refused;
import tenfold.watch.store.Kind;
import tenfold.watch.store.Labels;
import tenfold.watch.store.MetricStore;
import tenfold.watch.store.Reading;
import tenfold.watch.store.StoreLimits;

class EvaluatorTest {
    private static final long START = 1_767_268_800_000L;

    @TempDir Path folder;
    private MetricStore store;
    private Evaluator evaluator;

    @BeforeEach
    void open() throws IOException {
        store =
                new MetricStore(
                        folder,
                        StoreLimits.DEFAULT,
                        fault -> {
                            throw new AssertionError(fault);
                        });
        evaluator = new Evaluator(store);
        for (int second = 0; second <= 600; second++) {
            var readings = new ArrayList<Reading>();
            for (String instance : List.of("web-1", "web-2")) {
                int rate = instance.equals("web-1") ? 10 : 30;
                // web-1 starts again at 300.
                double counted = rate * (instance.equals("web-1") ? second % 300 : second);
                readings.add(reading("requests_total", Kind.COUNTER, instance, counted));
                readings.add(reading("heat", Kind.GAUGE, instance, second % 60));
            }
            store.append("node", START + second * 1000L, readings);
        }
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static Reading reading(String name, Kind kind, String instance, double value) {
        return new Reading(Labels.of(name, "service", "web", "instance", instance), kind, value);
    }

    @Test
    void ratesGoOnWhenACounterStartsAgain() {
        assertThat(value("sum(rate(requests_total[5m]))")).isCloseTo(40, within(0.2));
        assertThat(value("rate(requests_total{instance='web-1'}[1m])", 300))
                .isCloseTo(10, within(0.3));
        assertThat(value("resets(requests_total{instance='web-1'}[9m])")).isEqualTo(2);
    }

    @Test
    void functionsOfAWindow() {
        assertThat(value("max_over_time(heat{instance='web-2'}[2m])")).isEqualTo(59);
        assertThat(value("min_over_time(heat{instance='web-2'}[2m])")).isZero();
        assertThat(value("avg_over_time(heat{instance='web-2'}[1m])")).isEqualTo(29.5);
        assertThat(value("count_over_time(heat{instance='web-2'}[1m])")).isEqualTo(60);
        assertThat(value("quantile_over_time(0.5, heat{instance='web-2'}[1m])")).isEqualTo(29.5);
    }

    @Test
    void operatorsAndGroups() {
        assertThat(value("sum by (service) (heat)", 30)).isEqualTo(60);
        assertThat(value("max(heat) - 10 * 2", 30)).isEqualTo(10);
        assertThat(value("heat{instance='web-1'} / on(service) heat{instance='web-2'}", 30))
                .isEqualTo(1);
        assertThat(found("heat > 100").series()).isEmpty();
        assertThat(found("heat >= bool 0").series()).hasSize(2);
        assertThat(found("heat and on(instance) requests_total{instance='web-1'}").series())
                .hasSize(1);
        assertThat(value("count(heat or requests_total)")).isEqualTo(2);
        assertThat(value("2 ^ 3 ^ 2")).isEqualTo(512);
        assertThat(value("-2 ^ 2")).isEqualTo(-4);
        assertThat(value("absent(nothing{a='b'})")).isEqualTo(1);
        assertThat(value("topk(1, rate(requests_total[1m]))")).isCloseTo(30, within(0.1));
    }

    @Test
    void offsetLooksBack() {
        assertThat(value("heat{instance='web-1'} offset 10s", 35)).isEqualTo(25);
    }

    @Test
    void aSeriesIsGoneWhenItsSourceNoLongerNamesIt() throws IOException {
        store.append("node", START + 601_000, List.of());

        assertThat(found("heat", 602).series()).isEmpty();
        assertThat(found("heat", 600).series()).hasSize(2);
    }

    @Test
    void manyMomentsInOneAnswer() {
        var answer =
                (Found) evaluator.range("sum(rate(requests_total[1m]))", at(120), at(600), 60_000);

        assertThat(answer.series()).hasSize(1);
        assertThat(answer.series().getFirst().points())
                .hasSize(9)
                .allSatisfy(point -> assertThat(point.value()).isCloseTo(40, within(0.5)));
    }

    @Test
    void whatCannotBeAnsweredIsRefusedWithAPlace() throws IOException {
        assertThat(refused("heat + on(service) heat").message())
                .contains("several series on the right of '+'")
                .contains("service=\"web\"");
        assertThat(refused("heat[1m]").message()).contains("wants a function");
        assertThat(((Refused) evaluator.range("heat", at(0), at(600), 1)).message())
                .contains("11000");
        Reading long40 = new Reading(Labels.of("heat", "instance", "a".repeat(40)), Kind.GAUGE, 1);
        store.append("app", at(600), List.of(long40));
        assertThat(refused("heat{instance=~'(a*)(a*)(a*)(a*)(a*)(a*)b'}").message())
                .contains("too many ways");
        assertThat(found("{__name__=~'he.t'}").series()).hasSize(3);
    }

    @Test
    void histogramsGiveQuantiles() throws IOException {
        var buckets = new ArrayList<Reading>();
        for (var bucket : List.of("0.1:10", "0.5:60", "1:90", "+Inf:100")) {
            String[] parts = bucket.split(":");
            buckets.add(
                    new Reading(
                            Labels.of("h_bucket", "le", parts[0]),
                            Kind.COUNTER,
                            Double.parseDouble(parts[1])));
        }
        store.append("app", at(601), buckets);

        assertThat(value("histogram_quantile(0.5, h_bucket)", 601)).isCloseTo(0.42, within(1e-9));
        assertThat(value("histogram_quantile(0.99, h_bucket)", 601)).isEqualTo(1);
    }

    private static long at(int second) {
        return START + second * 1000L;
    }

    private double value(String query) {
        return value(query, 600);
    }

    private double value(String query, int second) {
        var series = found(query, second).series();
        assertThat(series).as(query).hasSize(1);
        return series.getFirst().points().getFirst().value();
    }

    private Found found(String query) {
        return found(query, 600);
    }

    private Found found(String query, int second) {
        MetricAnswer answer = evaluator.instant(query, at(second));
        assertThat(answer).as(query).isInstanceOf(Found.class);
        return (Found) answer;
    }

    private Refused refused(String query) {
        MetricAnswer answer = evaluator.instant(query, at(600));
        assertThat(answer).as(query).isInstanceOf(Refused.class);
        return (Refused) answer;
    }
}
