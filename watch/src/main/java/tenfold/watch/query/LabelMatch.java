package tenfold.watch.query;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tenfold.watch.store.Labels;

/// What a selector wants of one label; a label that is not there is the empty text. Expressions
/// match whole values.
record LabelMatch(String label, Op op, String value, @Nullable Pattern pattern) {
    enum Op {
        EQUAL,
        NOT_EQUAL,
        MATCH,
        NOT_MATCH
    }

    boolean test(Labels labels) {
        String actual = labels.get(label);
        return switch (op) {
            case EQUAL -> actual.equals(value);
            case NOT_EQUAL -> !actual.equals(value);
            case MATCH -> pattern != null && pattern.matcher(new BoundedText(actual)).matches();
            case NOT_MATCH ->
                    pattern != null && !pattern.matcher(new BoundedText(actual)).matches();
        };
    }

    /// Whether a series without the label is wanted, too.
    boolean acceptsNothing() {
        return test(Labels.NONE);
    }
}
