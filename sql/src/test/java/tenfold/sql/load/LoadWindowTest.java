package tenfold.sql.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tenfold.model.LoadReport;
import tenfold.model.StatementLoad;
import tenfold.model.WaitClass;

class LoadWindowTest {
    private final LoadWindow window = new LoadWindow();

    @Test
    void nothingIsKnownBeforeTheFirstLook() {
        assertThat(window.report(Map.of())).isEqualTo(LoadReport.NONE);
    }

    @Test
    void looksAreAveraged() {
        window.add(
                List.of(
                        session(WaitClass.CPU, "SELECT 1"),
                        session(WaitClass.LOCK, "UPDATE t SET a = 1")));
        window.add(List.of());

        LoadReport report = window.report(Map.of());

        assertThat(report.samples()).isEqualTo(2);
        assertThat(report.active()).isCloseTo(1, within(1e-9));
        assertThat(report.reading()).isCloseTo(0.5, within(1e-9));
        assertThat(report.waiting(WaitClass.LOCK)).isCloseTo(0.5, within(1e-9));
        assertThat(report.waiting(WaitClass.IO)).isZero();
    }

    @Test
    void textsOfOneShapeAreOneStatement() {
        window.add(
                List.of(
                        session(WaitClass.CPU, "select a from t where b = 17"),
                        session(WaitClass.CPU, "SELECT a FROM t\n WHERE b = 'x' -- why"),
                        session(WaitClass.CPU, "DELETE FROM t")));

        List<StatementLoad> statements = window.report(Map.of()).statements();

        assertThat(statements).hasSize(2);
        assertThat(statements.getFirst().text()).isEqualTo("select a from t where b = ?");
        assertThat(statements.getFirst().active()).isCloseTo(2, within(1e-9));
        assertThat(statements.getFirst().reads()).isTrue();
        assertThat(statements.get(1).reads()).isFalse();
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        window.add(List.of(session(WaitClass.IO, "SELECT 1")));
        for (int i = 0; i < LoadWindow.LOOKS_MAX; i++) {
            window.add(List.of());
        }

        assertThat(window.report(Map.of()).active()).isZero();
    }

    @Test
    void onlyTheHeaviestAreReported() {
        window.add(
                IntStream.rangeClosed(1, 300)
                        .mapToObj(i -> session(WaitClass.CPU, "SELECT c" + i + " FROM t"))
                        .toList());

        LoadReport report = window.report(Map.of());

        assertThat(report.active()).isCloseTo(300, within(1e-9));
        assertThat(report.statements()).hasSize(LoadReport.STATEMENTS_MAX);
    }

    private static ActiveSession session(WaitClass waits, String text) {
        return new ActiveSession("app", "app", waits, 1000, text);
    }
}
