package tenfold.sql.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RemedyTest {
    @Test
    void namesTheColumnsThatAWholeTableIsSearchedBy() {
        var plan =
                List.of(
                        "Limit  (cost=0.00..1.00 rows=1 width=8)",
                        "  ->  Seq Scan on posts p  (cost=0.00..18334.00 rows=5 width=8)",
                        "        Filter: ((author = $1) AND ((kind)::text = 'x'::text))");

        assertThat(Remedy.wholeTable(plan))
                .contains(new Remedy.WholeTable("posts", List.of("author", "kind")));
    }

    @Test
    void aParallelScanIsTheSame() {
        var plan =
                List.of(
                        "  ->  Parallel Seq Scan on posts  (cost=0.00..18334.00 rows=5 width=8)",
                        "        Filter: (author = 5)");

        assertThat(Remedy.wholeTable(plan))
                .contains(new Remedy.WholeTable("posts", List.of("author")));
    }

    @Test
    void anIndexScanNeedsNothing() {
        var plan =
                List.of(
                        "Index Scan using posts_pkey on posts  (cost=0.42..8.44 rows=1 width=8)",
                        "  Index Cond: (id = $1)");

        assertThat(Remedy.wholeTable(plan)).isEmpty();
    }

    @Test
    void aTableThatIsWantedWholeNeedsNothing() {
        assertThat(
                        Remedy.wholeTable(
                                List.of("Seq Scan on posts  (cost=0.00..1.00 rows=5 width=8)")))
                .isEmpty();
    }

    @Test
    void aConditionWithoutAPlainColumnNamesNoIndex() {
        var plan =
                List.of(
                        "Seq Scan on posts  (cost=0.00..18334.00 rows=5 width=8)",
                        "  Filter: (lower(title) ~~ '%x%'::text)");

        Remedy.WholeTable whole = Remedy.wholeTable(plan).orElseThrow();

        assertThat(whole.columns()).isEmpty();
        assertThat(whole.words(20_000)).contains("none of its conditions can use an index");
    }
}
