package tenfold.watch.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tenfold.testkit.Rounds;

class QueryParserTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
                    | 1 | the query ends where a value should be
                    sum( | 5 | the query ends where a value should be
                    rate(x[5m] | 11 | expected ')'
                    rate(x) | 6 | rate wants series with a window like [1m] here, not series
                    x[5] | 3 | expected a duration
                    x{a=1} | 5 | expected a text in quotes
                    x{a~"1"} | 4 | unexpected character '~'
                    x{a="1 | 5 | a text that does not end
                    {} | 1 | one label at least must have a value
                    {a=~".*"} | 1 | one label at least must have a value
                    x{a=~"("} | 6 | no regular expression
                    nofunc(x) | 1 | there is no function 'nofunc'
                    1 > 2 | 3 | a comparison of two numbers needs `bool`
                    x + bool y | 5 | `bool` is for comparisons
                    x[5m] + 1 | 1 | '+' wants no series with a window
                    1 and x | 1 | 'and' wants series, not a number
                    x * on(a) group_left y | 11 | group_left and group_right are not supported
                    rate(x[5m:1m]) | 10 | expected ']'
                    x offset 5 | 10 | expected a duration
                    x y | 3 | unexpected 'y'
                    sum by a (x) | 8 | expected '('
                    topk(x, y) | 6 | topk wants a number here, not series
                    """)
    void saysAtWhichColumnAQueryGoesWrong(String query, int column, String words) {
        var problem = parse(query == null ? "" : query);

        assertThat(problem)
                .isNotNull()
                .satisfies(bad -> {
                    assertThat(bad.words()).contains(words);
                    assertThat(bad.column()).isEqualTo(column);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "sum(rate(http_requests_total{code=~\"5..\",job!='x'}[5m])) by (job) / 2",
                "sum without (instance) (x) > bool 3",
                "-x ^ 2 + 3 % 4",
                "a and on(b) c or d unless ignoring(e, f) g",
                "quantile_over_time(0.9, x[1h30m] offset 1d)",
                "histogram_quantile(0.99, sum by (le) (rate(x_bucket[1m])))",
                "topk by (a) (3, x) # a remark",
                "{__name__=~`tenfold_.+`}",
                "time() - 1e3 + .5 + 0x1F",
                "inf > bool nan",
            })
    void understands(String query) {
        assertThat(parse(query)).isNull();
    }

    @Rounds(500)
    void anyTextIsUnderstoodOrRefusedWithWords(long seed) {
        var random = new Random(seed);
        String[] parts = {
            "x", "(", ")", "{", "}", "[", "]", "5m", "=", "=~", "\"a\"", "rate", "sum", "by", "+",
            "-", "1", ",", "offset", "and", "on", "bool", ">", "'", "\\", "@", "é", " "
        };
        var text = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            text.append(parts[random.nextInt(parts.length)])
                    .append(random.nextBoolean() ? " " : "");
        }
        assertThatCode(() -> parse(text.toString())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "sum("})
    void aDeepQueryIsRefusedNotOverflown(String part) {
        assertThat(parse(part.repeat(900)))
                .isNotNull()
                .satisfies(bad -> assertThat(bad.words()).contains("levels"));
    }

    private static @org.jspecify.annotations.Nullable BadQuery parse(String query) {
        try {
            QueryParser.parse(query);
            return null;
        } catch (BadQuery e) {
            return e;
        }
    }
}
