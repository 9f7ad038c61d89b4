package tenfold.sql.parse;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import tenfold.sql.text.Lexis;

/// Reads a text once: into tokens, and into the normalised text that they stand in.
///
/// The normalised text has a space after each token, words in lower case, [#PLACEHOLDER] for each
/// literal and no comments, so that texts that differ only in these share one plan. Parameters
/// (`$1`) stay: they and the literals, counted from the left, are where a plan can point when
/// values matter.
final class Lexer {
    static final byte PLACEHOLDER = 1;

    /// Letters that continue a word, in lower case; 0 for all others.
    private static final byte[] FOLD = new byte[256];

    private static final boolean[] OPERATOR = new boolean[256];
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        for (int i = 0; i < 256; i++) {
            byte letter = (byte) i;
            if (Lexis.continuesWord(letter)) {
                FOLD[i] = letter >= 'A' && letter <= 'Z' ? (byte) (letter | 0x20) : letter;
            }
        }
        for (char each : "+-*/<>=~!@#%^&|`?".toCharArray()) {
            OPERATOR[each] = true;
        }
    }

    private byte[] text = new byte[0];
    private int to;
    private boolean conforming;
    private boolean doubtful;
    private Hint hint = Hint.NONE;
    private byte[] normal = new byte[1024];
    private int size;
    private byte[] kinds = new byte[256];
    private int[] starts = new int[256];
    private int count;

    /// Reads `bytes` from `from` to `end`; `conformingStrings` is `standard_conforming_strings`.
    void read(byte[] bytes, int from, int end, boolean conformingStrings) {
        text = bytes;
        to = end;
        conforming = conformingStrings;
        doubtful = false;
        hint = Hint.NONE;
        size = 0;
        count = 0;
        int roomMax = 2 * (end - from) + 16;
        if (normal.length < roomMax) {
            normal = new byte[roomMax];
        }
        int i = from;
        while (i < end) {
            i = token(i);
        }
        text = new byte[0];
    }

    /// The kind of token `index`; [Token#END] beyond the last.
    byte kind(int index) {
        return index < count ? kinds[index] : Token.END;
    }

    int count() {
        return count;
    }

    /// Where token `index` begins in [#normal].
    int start(int index) {
        return starts[index];
    }

    int end(int index) {
        return (index + 1 < count ? starts[index + 1] : size) - 1;
    }

    byte[] normal() {
        return normal;
    }

    /// Length of the normalised text.
    int size() {
        return size;
    }

    /// Whether something stands in the text that could mean something else to the server.
    boolean isDoubtful() {
        return doubtful;
    }

    Hint hint() {
        return hint;
    }

    int hash() {
        Arrays.fill(normal, size, size + 8, (byte) 0);
        long hash = size;
        for (int i = 0; i < size; i += 8) {
            hash = (hash ^ (long) LONG.get(normal, i)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ (hash >>> 32));
    }

    private int token(int i) {
        byte letter = text[i];
        if (letter == ' ' || (letter >= '\t' && letter <= '\r')) {
            return i + 1;
        }
        if (Lexis.startsWord(letter)) {
            return word(i);
        }
        if (letter >= '0' && letter <= '9') {
            return number(i);
        }
        return switch (letter) {
            case '\'' -> literal(Lexis.afterQuoted(text, i, to, '\'', !conforming));
            case '"' -> copy(Token.QUOTED, i, Lexis.afterQuoted(text, i, to, '"', false));
            case '$' -> dollar(i);
            case '(', ')', '[', ']', ',', ';' -> copy(letter, i, i + 1);
            case '.' -> isDigit(i + 1) ? number(i) : copy(letter, i, i + 1);
            case ':' ->
                    i + 1 < to && text[i + 1] == ':'
                            ? copy(Token.CAST, i, i + 2)
                            : copy(letter, i, i + 1);
            default -> symbol(i);
        };
    }

    private boolean isDigit(int i) {
        return i < to && text[i] >= '0' && text[i] <= '9';
    }

    private void begin(byte kind) {
        if (count == kinds.length) {
            kinds = Arrays.copyOf(kinds, count * 2);
            starts = Arrays.copyOf(starts, count * 2);
        }
        kinds[count] = kind;
        starts[count++] = size;
    }

    private int word(int from) {
        begin(Token.WORD);
        int out = size;
        int i = from;
        byte folded;
        while (i < to && (folded = FOLD[text[i] & 0xff]) != 0) {
            normal[out++] = folded;
            i++;
        }
        if (i < to && out - size == 1 && (text[i] == '\'' || text[i] == '&')) {
            int after = prefixed(normal[size], i);
            if (after > i) {
                count--;
                return literal(after);
            }
        }
        normal[out++] = ' ';
        size = out;
        return i;
    }

    /// The end of the string at `i` that the letter before it belongs to, or `i` when none does.
    private int prefixed(byte letter, int i) {
        if (text[i] == '&') {
            boolean unicode = letter == 'u' && i + 1 < to;
            doubtful |= unicode && text[i + 1] == '"';
            return unicode && text[i + 1] == '\''
                    ? Lexis.afterQuoted(text, i + 1, to, '\'', false)
                    : i;
        }
        return switch (letter) {
            case 'e' -> Lexis.afterQuoted(text, i, to, '\'', true);
            case 'b', 'x' -> Lexis.afterQuoted(text, i, to, '\'', false);
            case 'n' -> Lexis.afterQuoted(text, i, to, '\'', !conforming);
            default -> i;
        };
    }

    private int literal(int after) {
        begin(Token.LITERAL);
        normal[size++] = PLACEHOLDER;
        normal[size++] = ' ';
        return after;
    }

    private int copy(byte kind, int from, int after) {
        begin(kind);
        System.arraycopy(text, from, normal, size, after - from);
        size += after - from;
        normal[size++] = ' ';
        return after;
    }

    /// Servers differ in what letters right behind a number mean.
    private int number(int from) {
        int i = from;
        if (text[i] == '0' && i + 2 < to && "xobXOB".indexOf(text[i + 1]) >= 0) {
            return literal(Lexis.afterWord(text, i, to));
        }
        i = afterDigits(i);
        if (i < to && text[i] == '.' && !(i + 1 < to && text[i + 1] == '.')) {
            i = afterDigits(i + 1);
        }
        if (i < to && (text[i] | 0x20) == 'e') {
            int sign = i + 1 < to && (text[i + 1] == '+' || text[i + 1] == '-') ? i + 2 : i + 1;
            i = isDigit(sign) ? afterDigits(sign) : i;
        }
        doubtful |= i < to && Lexis.continuesWord(text[i]);
        return literal(i);
    }

    private int afterDigits(int from) {
        int i = from;
        while (i < to && ((text[i] >= '0' && text[i] <= '9') || text[i] == '_')) {
            i++;
        }
        return i;
    }

    private int dollar(int from) {
        if (isDigit(from + 1)) {
            int after = afterDigits(from + 1);
            doubtful |= after < to && Lexis.continuesWord(text[after]);
            return copy(Token.PARAMETER, from, after);
        }
        int open = Lexis.afterDollarTag(text, from, to);
        if (open < 0) {
            doubtful = true;
            return from + 1;
        }
        int close = Lexis.dollarTagAgain(text, from, open, to);
        return literal(Math.min(to, close + open - from));
    }

    private int symbol(int i) {
        int comment = Lexis.afterComment(text, i, to);
        if (comment > i) {
            if (count == 0 && text[i] == '/' && comment - i >= 4) {
                Hint read = Hint.read(text, i + 2, comment - 2);
                hint = read instanceof Hint.None ? hint : read;
            }
            return comment;
        }
        if (!OPERATOR[text[i] & 0xff]) {
            doubtful = true;
            return i + 1;
        }
        return copy(Token.OPERATOR, i, afterOperator(i));
    }

    /// An operator ends before a comment, and does not end in a sign unless it has a letter that no
    /// arithmetic has.
    private int afterOperator(int from) {
        int i = from;
        boolean free = false;
        while (i < to && OPERATOR[text[i] & 0xff] && !startsComment(i)) {
            free |= "~!@#^&|`?%".indexOf(text[i]) >= 0;
            i++;
        }
        while (!free && i - from > 1 && (text[i - 1] == '+' || text[i - 1] == '-')) {
            i--;
        }
        return i;
    }

    private boolean startsComment(int i) {
        return i + 1 < to
                && ((text[i] == '-' && text[i + 1] == '-')
                        || (text[i] == '/' && text[i + 1] == '*'));
    }
}
