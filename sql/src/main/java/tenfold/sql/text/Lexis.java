package tenfold.sql.text;

/// Where PostgreSQL's tokens end. All methods take `text` up to `to` and return the index after the
/// token; a token that does not end, ends at `to`.
public final class Lexis {
    private Lexis() {}

    public static boolean startsWord(byte letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || letter == '_'
                || letter < 0;
    }

    public static boolean continuesWord(byte letter) {
        return startsWord(letter) || (letter >= '0' && letter <= '9') || letter == '$';
    }

    public static int afterWord(byte[] text, int from, int to) {
        int i = from;
        while (i < to && continuesWord(text[i])) {
            i++;
        }
        return i;
    }

    /// The end of the comment that begins at `from`, or `from` when none does.
    public static int afterComment(byte[] text, int from, int to) {
        if (from + 1 >= to) {
            return from;
        }
        if (text[from] == '-' && text[from + 1] == '-') {
            int i = from + 2;
            while (i < to && text[i] != '\n' && text[i] != '\r') {
                i++;
            }
            return i;
        }
        return text[from] == '/' && text[from + 1] == '*' ? afterBlock(text, from, to) : from;
    }

    private static int afterBlock(byte[] text, int from, int to) {
        int open = 1;
        int i = from + 2;
        while (i < to && open > 0) {
            boolean more = i + 1 < to;
            if (more && text[i] == '*' && text[i + 1] == '/') {
                open--;
                i += 2;
            } else if (more && text[i] == '/' && text[i + 1] == '*') {
                open++;
                i += 2;
            } else {
                i++;
            }
        }
        return i;
    }

    /// The end of the string or quoted name whose opening `quote` stands at `from`.
    public static int afterQuoted(byte[] text, int from, int to, char quote, boolean escapes) {
        int i = from + 1;
        while (i < to) {
            if (escapes && text[i] == '\\') {
                i += 2;
            } else if (text[i] != quote) {
                i++;
            } else if (i + 1 < to && text[i + 1] == quote) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        return to;
    }

    /// The end of the `$tag$` that opens at `from`, or -1 when none does.
    public static int afterDollarTag(byte[] text, int from, int to) {
        int i = from + 1;
        if (i < to && text[i] >= '0' && text[i] <= '9') {
            return -1;
        }
        while (i < to && continuesWord(text[i]) && text[i] != '$') {
            i++;
        }
        return i < to && text[i] == '$' ? i + 1 : -1;
    }

    /// Where the tag in `open` to `body` stands again, or `to`.
    public static int dollarTagAgain(byte[] text, int open, int body, int to) {
        int length = body - open;
        for (int i = body; i + length <= to; i++) {
            if (java.util.Arrays.equals(text, i, i + length, text, open, body)) {
                return i;
            }
        }
        return to;
    }

    /// Whether the call whose name ends at `from` has a literal true as its last argument.
    static boolean lastArgumentIsTrue(byte[] text, int from, int to) {
        int depth = 0;
        int argument = from;
        int i = from;
        while (i < to) {
            byte letter = text[i];
            if (letter == '(') {
                depth++;
            } else if (letter == ')') {
                depth--;
            }
            if (letter == ')' && depth <= 0) {
                return isTrue(
                        new String(
                                text,
                                argument,
                                i - argument,
                                java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            if (letter == ',' && depth == 1) {
                argument = i + 1;
            }
            i =
                    letter == '\'' || letter == '"'
                            ? afterQuoted(text, i, to, (char) letter, false)
                            : i + 1;
        }
        return false;
    }

    /// Whether the call whose name ends at `from` has a plain string as its first argument.
    static boolean firstArgumentIsString(byte[] text, int from, int to) {
        int i = from;
        while (i < to && (text[i] == '(' || Character.isWhitespace(text[i]))) {
            i++;
        }
        return i < to && text[i] == '\'';
    }

    private static boolean isTrue(String argument) {
        String value = argument.strip();
        return value.equalsIgnoreCase("true")
                || value.equalsIgnoreCase("'true'")
                || value.equalsIgnoreCase("'t'");
    }
}
