package tenfold.watch.query;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tenfold.watch.query.Expression.Shape;
import tenfold.watch.store.Column;

/// A function by its name, with what it wants and answers.
enum Function {
    RATE(Shape.VECTOR, "Growth of a counter per second over the window.", Shape.RANGE),
    INCREASE(Shape.VECTOR, "Growth of a counter over the window.", Shape.RANGE),
    IRATE(Shape.VECTOR, "Growth per second between the two newest samples.", Shape.RANGE),
    DELTA(Shape.VECTOR, "How much a gauge has changed over the window.", Shape.RANGE),
    AVG_OVER_TIME(Shape.VECTOR, "Average of the window's samples.", Shape.RANGE),
    MIN_OVER_TIME(Shape.VECTOR, "Lowest of the window's samples.", Shape.RANGE),
    MAX_OVER_TIME(Shape.VECTOR, "Highest of the window's samples.", Shape.RANGE),
    SUM_OVER_TIME(Shape.VECTOR, "Sum of the window's samples.", Shape.RANGE),
    COUNT_OVER_TIME(Shape.VECTOR, "Number of the window's samples.", Shape.RANGE),
    LAST_OVER_TIME(Shape.VECTOR, "Newest of the window's samples.", Shape.RANGE),
    QUANTILE_OVER_TIME(
            Shape.VECTOR, "Quantile (0 to 1) of the window's samples.", Shape.SCALAR, Shape.RANGE),
    RESETS(Shape.VECTOR, "How often a counter started again in the window.", Shape.RANGE),
    HISTOGRAM_QUANTILE(
            Shape.VECTOR,
            "Quantile (0 to 1) of a histogram's buckets, told apart by `le`.",
            Shape.SCALAR,
            Shape.VECTOR),
    ABS(Shape.VECTOR, "Value without its sign.", Shape.VECTOR),
    CEIL(Shape.VECTOR, "Next whole number above.", Shape.VECTOR),
    FLOOR(Shape.VECTOR, "Next whole number below.", Shape.VECTOR),
    ROUND(Shape.VECTOR, "Nearest whole number.", Shape.VECTOR),
    CLAMP_MIN(Shape.VECTOR, "Value, but not below the number.", Shape.VECTOR, Shape.SCALAR),
    CLAMP_MAX(Shape.VECTOR, "Value, but not above the number.", Shape.VECTOR, Shape.SCALAR),
    ABSENT(Shape.VECTOR, "1 when there is no series, else nothing.", Shape.VECTOR),
    SCALAR(Shape.SCALAR, "The only series as a number; NaN when there is not one.", Shape.VECTOR),
    VECTOR(Shape.VECTOR, "A number as a series without labels.", Shape.SCALAR),
    TIME(Shape.SCALAR, "The moment, in seconds since 1970.");

    final Shape answer;
    final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Shape> wants;

    Function(Shape answer, String meaning, Shape... wants) {
        this.answer = answer;
        this.meaning = meaning;
        this.wants = List.of(wants);
    }

    /// What its arguments must be.
    List<Shape> wants() {
        return wants;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Function> of(Token token) {
        return Arrays.stream(values()).filter(one -> one.text().equals(token.text())).findFirst();
    }

    /// What it wants of a window that has been downsampled.
    Column column() {
        return switch (this) {
            case MIN_OVER_TIME -> Column.MIN;
            case MAX_OVER_TIME -> Column.MAX;
            default -> Column.VALUE;
        };
    }
}
