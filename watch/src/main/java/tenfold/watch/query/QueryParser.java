package tenfold.watch.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tenfold.watch.query.Expression.Grouping;
import tenfold.watch.query.Expression.Matching;
import tenfold.watch.query.Expression.Shape;
import tenfold.watch.query.Token.Part;
import tenfold.watch.store.Labels;

/// Reads one query by recursive descent; operators by their rank.
final class QueryParser {
    private static final int TEXT_MAX = 4096;
    private static final int DEPTH_MAX = 100;
    private static final Expression.Literal NO_PARAMETER = new Expression.Literal(0, 0);

    private final List<Token> tokens;
    private int at;
    private int depth;

    private QueryParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Expression parse(String text) throws BadQuery {
        if (text.length() > TEXT_MAX) {
            throw new BadQuery(0, "a query may have " + TEXT_MAX + " characters");
        }
        var parser = new QueryParser(Lexer.tokens(text));
        Expression query = parser.expression(1);
        Token rest = parser.peek();
        if (rest.part() != Part.END) {
            throw new BadQuery(rest.column(), "unexpected " + rest);
        }
        return query;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    private boolean take(String symbol) {
        boolean taken = peek().is(symbol);
        at += taken ? 1 : 0;
        return taken;
    }

    private void expect(String symbol) throws BadQuery {
        if (!take(symbol)) {
            throw new BadQuery(peek().column(), "expected '" + symbol + "', found " + peek());
        }
    }

    private Expression expression(int rankMin) throws BadQuery {
        if (++depth > DEPTH_MAX) {
            throw new BadQuery(peek().column(), "deeper than " + DEPTH_MAX + " levels");
        }
        Expression left = signed();
        Optional<Operator> operator = Operator.of(peek());
        while (operator.isPresent() && operator.get().rank >= rankMin) {
            Operator found = operator.get();
            int column = next().column();
            Matching matching = matching(found);
            Expression right = expression(found.bindsRight() ? found.rank : found.rank + 1);
            left = binary(column, found, matching, left, right);
            operator = Operator.of(peek());
        }
        depth--;
        return left;
    }

    private static Expression binary(
            int column, Operator operator, Matching matching, Expression left, Expression right)
            throws BadQuery {
        for (Expression side : List.of(left, right)) {
            Shape shape = side.shape();
            if (shape == Shape.RANGE || shape == Shape.TEXT) {
                throw new BadQuery(
                        side.column(), "'" + operator.text + "' wants no " + words(shape));
            }
            if (operator.isSet() && shape == Shape.SCALAR) {
                throw new BadQuery(
                        side.column(), "'" + operator.text + "' wants series, not a number");
            }
        }
        boolean numbers = left.shape() == Shape.SCALAR && right.shape() == Shape.SCALAR;
        if (numbers && operator.isComparison() && !matching.bool()) {
            throw new BadQuery(column, "a comparison of two numbers needs `bool`");
        }
        return new Expression.Binary(column, operator, matching, left, right);
    }

    private Matching matching(Operator operator) throws BadQuery {
        boolean bool = false;
        if (peek().isWord("bool")) {
            if (!operator.isComparison()) {
                throw new BadQuery(peek().column(), "`bool` is for comparisons");
            }
            next();
            bool = true;
        }
        boolean on = peek().isWord("on");
        if (!on && !peek().isWord("ignoring")) {
            return new Matching(false, List.of(), bool);
        }
        next();
        List<String> labels = labelList();
        if (peek().isWord("group_left") || peek().isWord("group_right")) {
            throw new BadQuery(peek().column(), "group_left and group_right are not supported");
        }
        return new Matching(on, labels, bool);
    }

    private Expression signed() throws BadQuery {
        Token sign = peek();
        if (take("-")) {
            return new Expression.Negation(sign.column(), expression(Operator.POWER.rank));
        }
        if (take("+")) {
            return expression(Operator.POWER.rank);
        }
        return primary();
    }

    private Expression primary() throws BadQuery {
        Token token = peek();
        return switch (token.part()) {
            case NUMBER -> new Expression.Literal(token.column(), number(next()));
            case STRING -> new Expression.Text(token.column(), next().text());
            case NAME -> named(token);
            case SYMBOL -> {
                if (token.is("{")) {
                    yield selector(token, null);
                }
                expect("(");
                Expression inner = expression(1);
                expect(")");
                yield inner;
            }
            case DURATION -> throw new BadQuery(token.column(), "a duration stands in [ ] only");
            case END ->
                    throw new BadQuery(token.column(), "the query ends where a value should be");
        };
    }

    private Expression named(Token name) throws BadQuery {
        next();
        if (name.isWord("inf") || name.isWord("nan")) {
            boolean infinite = name.isWord("inf");
            return new Expression.Literal(
                    name.column(), infinite ? Double.POSITIVE_INFINITY : Double.NaN);
        }
        Optional<Aggregator> aggregator = Aggregator.of(name);
        boolean grouped = peek().isWord("by") || peek().isWord("without");
        if (aggregator.isPresent() && (peek().is("(") || grouped)) {
            return aggregation(name, aggregator.get());
        }
        if (peek().is("(")) {
            return call(name);
        }
        return selector(name, name.text());
    }

    private Expression aggregation(Token name, Aggregator aggregator) throws BadQuery {
        Grouping before = grouping();
        expect("(");
        Expression parameter = NO_PARAMETER;
        if (aggregator.hasParameter()) {
            parameter = argument(Shape.SCALAR, aggregator.text());
            expect(",");
        }
        Expression of = argument(Shape.VECTOR, aggregator.text());
        expect(")");
        Grouping after = before == null ? grouping() : before;
        return new Expression.Aggregation(
                name.column(),
                aggregator,
                after == null ? new Grouping(false, List.of()) : after,
                parameter,
                of);
    }

    private @Nullable Grouping grouping() throws BadQuery {
        boolean without = peek().isWord("without");
        if (!without && !peek().isWord("by")) {
            return null;
        }
        next();
        return new Grouping(without, labelList());
    }

    private List<String> labelList() throws BadQuery {
        expect("(");
        var labels = new ArrayList<String>();
        while (!peek().is(")")) {
            labels.add(labelName());
            if (!take(",")) {
                break;
            }
        }
        expect(")");
        return labels;
    }

    private String labelName() throws BadQuery {
        Token token = next();
        if (token.part() != Part.NAME || token.text().contains(":")) {
            throw new BadQuery(token.column(), "expected a label's name, found " + token);
        }
        return token.text();
    }

    private Expression call(Token name) throws BadQuery {
        Function function =
                Function.of(name)
                        .orElseThrow(() -> new BadQuery(name.column(), unknown(name.text())));
        expect("(");
        var arguments = new ArrayList<Expression>();
        for (Shape wanted : function.wants()) {
            if (!arguments.isEmpty()) {
                expect(",");
            }
            arguments.add(argument(wanted, function.text()));
        }
        expect(")");
        return new Expression.Call(name.column(), function, arguments);
    }

    private static String unknown(String name) {
        return "there is no function '"
                + name
                + "'; there are "
                + Arrays.stream(Function.values())
                        .map(Function::text)
                        .collect(Collectors.joining(", "));
    }

    private Expression argument(Shape wanted, String of) throws BadQuery {
        Expression argument = expression(1);
        if (argument.shape() != wanted) {
            throw new BadQuery(
                    argument.column(),
                    of + " wants " + words(wanted) + " here, not " + words(argument.shape()));
        }
        return argument;
    }

    private static String words(Shape shape) {
        return switch (shape) {
            case SCALAR -> "a number";
            case VECTOR -> "series";
            case RANGE -> "series with a window like [1m]";
            case TEXT -> "a text";
        };
    }

    private Expression selector(Token start, @Nullable String name) throws BadQuery {
        var matches = new ArrayList<LabelMatch>();
        if (name != null) {
            matches.add(new LabelMatch(Labels.NAME, LabelMatch.Op.EQUAL, name, null));
        }
        if (take("{")) {
            while (!peek().is("}")) {
                matches.add(match());
                if (!take(",")) {
                    break;
                }
            }
            expect("}");
        }
        if (matches.stream().allMatch(LabelMatch::acceptsNothing)) {
            throw new BadQuery(start.column(), "one label at least must have a value");
        }
        long range = 0;
        if (take("[")) {
            range = duration();
            expect("]");
        }
        long offset = 0;
        if (peek().isWord("offset")) {
            next();
            boolean ahead = take("-");
            offset = ahead ? -duration() : duration();
        }
        if (peek().is("@") || peek().is("[")) {
            throw new BadQuery(peek().column(), "subqueries and '@' are not supported");
        }
        return new Expression.Selector(start.column(), matches, range, offset);
    }

    private LabelMatch match() throws BadQuery {
        String label = labelName();
        Token symbol = next();
        LabelMatch.Op op =
                switch (symbol.part() == Part.SYMBOL ? symbol.text() : "") {
                    case "=" -> LabelMatch.Op.EQUAL;
                    case "!=" -> LabelMatch.Op.NOT_EQUAL;
                    case "=~" -> LabelMatch.Op.MATCH;
                    case "!~" -> LabelMatch.Op.NOT_MATCH;
                    default ->
                            throw new BadQuery(
                                    symbol.column(), "expected =, !=, =~ or !~, found " + symbol);
                };
        Token value = next();
        if (value.part() != Part.STRING) {
            throw new BadQuery(value.column(), "expected a text in quotes, found " + value);
        }
        boolean pattern = op == LabelMatch.Op.MATCH || op == LabelMatch.Op.NOT_MATCH;
        return new LabelMatch(label, op, value.text(), pattern ? pattern(value) : null);
    }

    private static Pattern pattern(Token value) throws BadQuery {
        try {
            return Pattern.compile(value.text(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new BadQuery(value.column(), "no regular expression: " + e.getDescription());
        }
    }

    private long duration() throws BadQuery {
        Token token = next();
        if (token.part() != Part.DURATION) {
            throw new BadQuery(token.column(), "expected a duration like 5m, found " + token);
        }
        long millis = Spans.millis(token.text());
        if (millis <= 0) {
            throw new BadQuery(token.column(), "a duration must be above 0 and below 10 years");
        }
        return millis;
    }

    private static double number(Token token) {
        String text = token.text();
        return text.startsWith("0x") || text.startsWith("0X")
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : Double.parseDouble(text);
    }
}
