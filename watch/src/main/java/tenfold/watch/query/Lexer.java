package tenfold.watch.query;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tenfold.watch.query.Token.Part;

/// Cuts a query into tokens.
final class Lexer {
    private static final Pattern SKIPPED = Pattern.compile("(?:\\s|#[^\\n]*)+");
    private static final Pattern DURATION =
            Pattern.compile("(?:[0-9]+(?:ms|[smhdwy]))+(?![A-Za-z0-9_])");
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9a-fA-F]+|(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern STRING =
            Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"|'((?:[^'\\\\\\n]|\\\\.)*)'|`([^`]*)`");
    private static final Pattern SYMBOL =
            Pattern.compile("=~|!~|==|!=|>=|<=|[-+*/%^(){}\\[\\],=<>@:]");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    static List<Token> tokens(String text) throws BadQuery {
        var lexer = new Lexer(text);
        var tokens = new ArrayList<Token>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.part() != Part.END);
        return tokens;
    }

    private Token next() throws BadQuery {
        Matcher matcher = SKIPPED.matcher(text).region(at, text.length());
        if (matcher.lookingAt()) {
            at = matcher.end();
        }
        int column = at + 1;
        if (at == text.length()) {
            return new Token(Part.END, "", column);
        }
        for (Part part : List.of(Part.DURATION, Part.NUMBER, Part.NAME, Part.STRING, Part.SYMBOL)) {
            Matcher found = pattern(part).matcher(text).region(at, text.length());
            if (found.lookingAt()) {
                at = found.end();
                return new Token(
                        part,
                        part == Part.STRING ? unquoted(found, column) : found.group(),
                        column);
            }
        }
        char wrong = text.charAt(at);
        throw new BadQuery(
                column,
                wrong == '"' || wrong == '\''
                        ? "a text that does not end"
                        : "unexpected character '" + wrong + "'");
    }

    private static Pattern pattern(Part part) {
        return switch (part) {
            case DURATION -> DURATION;
            case NUMBER -> NUMBER;
            case NAME -> NAME;
            case STRING -> STRING;
            case SYMBOL, END -> SYMBOL;
        };
    }

    private static String unquoted(Matcher found, int column) throws BadQuery {
        if (found.group(3) != null) {
            return found.group(3);
        }
        String raw = found.group(1) == null ? found.group(2) : found.group(1);
        var out = new StringBuilder();
        int i = 0;
        while (i < raw.length()) {
            char c = raw.charAt(i++);
            out.append(c == '\\' ? escaped(raw.charAt(i++), column + i) : c);
        }
        return out.toString();
    }

    private static char escaped(char c, int column) throws BadQuery {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '\\', '"', '\'' -> c;
            default -> throw new BadQuery(column, "unknown escape '\\" + c + "'");
        };
    }
}
