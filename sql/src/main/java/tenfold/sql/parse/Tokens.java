package tenfold.sql.parse;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where the parser stands in the tokens of one statement.
///
/// It only moves forward. When the parser has lost its way ([#giveUp]) it stands at the end, so
/// that every loop ends by itself.
final class Tokens {
    /// As deep as queries and parentheses may nest.
    static final int NESTING_MAX = 150;

    /// PostgreSQL cuts longer names.
    private static final int NAME_MAX = 63;

    private final Lexer lexer;
    private @Nullable Keyword[] keywords = new @Nullable Keyword[256];
    private int at;
    private int to;
    private int nesting;
    private boolean lost;

    Tokens(Lexer lexer) {
        this.lexer = lexer;
    }

    /// Looks up the words of the text that the lexer has read.
    void load() {
        int count = lexer.count();
        if (keywords.length < count) {
            keywords = new @Nullable Keyword[Math.max(count, 2 * keywords.length)];
        }
        byte[] normal = lexer.normal();
        for (int i = 0; i < count; i++) {
            keywords[i] =
                    lexer.kind(i) == Token.WORD
                            ? Keyword.find(normal, lexer.start(i), lexer.end(i))
                            : null;
        }
    }

    /// Stands at token `from` of a statement that ends before token `end`.
    void enter(int from, int end) {
        at = from;
        to = end;
        nesting = 0;
        lost = false;
    }

    byte kind() {
        return kind(0);
    }

    byte kind(int ahead) {
        return at + ahead < to ? lexer.kind(at + ahead) : Token.END;
    }

    @Nullable Keyword word() {
        return at < to ? keywords[at] : null;
    }

    @Nullable Keyword word(int ahead) {
        int index = at + ahead;
        return index < to && index >= 0 ? keywords[index] : null;
    }

    @Nullable Keyword wordAt(int index) {
        return keywords[index];
    }

    boolean isWord(Keyword keyword) {
        return word() == keyword;
    }

    boolean isName() {
        return kind() == Token.WORD || kind() == Token.QUOTED;
    }

    boolean isEnd() {
        return at >= to;
    }

    void advance() {
        advance(1);
    }

    void advance(int tokens) {
        at = Math.min(to, at + tokens);
    }

    boolean accept(Keyword keyword) {
        if (word() != keyword) {
            return false;
        }
        at++;
        return true;
    }

    boolean accept(byte kind) {
        if (kind() != kind) {
            return false;
        }
        at++;
        return true;
    }

    void expect(byte kind) {
        if (!accept(kind)) {
            giveUp();
        }
    }

    void expect(Keyword keyword) {
        if (!accept(keyword)) {
            giveUp();
        }
    }

    /// Enters a parenthesis or bracket; each call needs one [#leave].
    void open() {
        at++;
        if (++nesting > NESTING_MAX) {
            giveUp();
        }
    }

    void close(byte kind) {
        nesting--;
        expect(kind);
    }

    void giveUp() {
        lost = true;
        at = to;
    }

    boolean isLost() {
        return lost;
    }

    /// The name at this token, as the catalogue has it; moves behind it.
    String name() {
        if (!isName()) {
            giveUp();
            return "";
        }
        boolean quoted = kind() == Token.QUOTED;
        int from = lexer.start(at);
        int end = lexer.end(at);
        at++;
        String name = new String(lexer.normal(), from, end - from, StandardCharsets.UTF_8);
        if (quoted) {
            name = name.substring(1, Math.max(1, name.length() - 1)).replace("\"\"", "\"");
        }
        if (end - from > NAME_MAX) {
            giveUp();
        }
        return name;
    }

    /// Whether this token is the operator `symbol`.
    boolean isOperator(char symbol) {
        int from = kind() == Token.OPERATOR ? lexer.start(at) : 0;
        return kind() == Token.OPERATOR
                && lexer.end(at) - from == 1
                && lexer.normal()[from] == symbol;
    }
}
