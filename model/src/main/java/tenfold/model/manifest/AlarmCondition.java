package tenfold.model.manifest;

import java.time.Duration;
import java.util.List;
import tenfold.base.Check;

/// When an alarm is raised.
public sealed interface AlarmCondition {
    /// `query` `comparison` `threshold` holds for any of its series in `points` of the newest `of`
    /// looks, one each `every`.
    record Threshold(
            String query,
            Comparison comparison,
            double threshold,
            Duration every,
            Points points,
            Missing missing)
            implements AlarmCondition {}

    /// So many of so many looks.
    record Points(int points, int of) {
        public Points {
            Check.that(points >= 1 && points <= of, "%d of %d cannot be", points, of);
        }
    }

    /// All of `allOf` are raised, one at least of `anyOf` (when it names any), and none of
    /// `noneOf`.
    record Composite(List<String> allOf, List<String> anyOf, List<String> noneOf)
            implements AlarmCondition {
        public Composite {
            allOf = List.copyOf(allOf);
            anyOf = List.copyOf(anyOf);
            noneOf = List.copyOf(noneOf);
        }
    }

    enum Comparison {
        ABOVE(">"),
        AT_LEAST(">="),
        BELOW("<"),
        AT_MOST("<=");

        private final String text;

        Comparison(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        public boolean holds(double value, double threshold) {
            return switch (this) {
                case ABOVE -> value > threshold;
                case AT_LEAST -> value >= threshold;
                case BELOW -> value < threshold;
                case AT_MOST -> value <= threshold;
            };
        }
    }

    /// What a look that finds no data counts as.
    enum Missing {
        /// As nothing: too few looks with data make the state unknown.
        UNKNOWN,
        /// As a look that is well.
        OK,
        /// As a look that is not.
        ALARM,
        /// The state stays as it is.
        KEEP
    }
}
