package tenfold.sql.route;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tenfold.sql.text.Lexis;

/// Reads a script for psql as psql does, as far as PostgreSQL's regression suite needs it:
/// statements, variables, the data of COPY. Other commands of psql are left out, and with them the
/// statement that they end.
final class PsqlScript {
    /// One statement, with the lines that follow it when it is a COPY FROM STDIN.
    record Piece(String sql, String data) {}

    private static final Pattern VARIABLE = Pattern.compile("(?<!:):(['\"]?)([A-Za-z_]\\w*)\\1");
    private static final Pattern COPY =
            Pattern.compile("^\\s*copy\\b.*\\bfrom\\s+stdin\\b.*", Pattern.DOTALL);
    private static final Pattern BODY =
            Pattern.compile(
                    "^\\s*create\\s+(or\\s+replace\\s+)?(function|procedure)\\b.*\\bbegin\\s+atomic\\b.*",
                    Pattern.DOTALL);

    private final Map<String, String> variables = new HashMap<>();
    private final List<Piece> pieces = new ArrayList<>();
    private final byte[] text;
    private int start;
    private int depth;

    PsqlScript(byte[] text, Map<String, String> environment) {
        this.text = text;
        environment.forEach((name, value) -> variables.put("$" + name, value));
    }

    List<Piece> read() {
        int i = 0;
        while (i < text.length) {
            i = step(i);
        }
        return pieces;
    }

    private int step(int i) {
        byte letter = text[i];
        int comment = Lexis.afterComment(text, i, text.length);
        if (comment > i) {
            return comment;
        }
        if (Lexis.startsWord(letter)) {
            int after = Lexis.afterWord(text, i, text.length);
            boolean escapes = after - i == 1 && (letter == 'E' || letter == 'e');
            boolean string = escapes && after < text.length && text[after] == '\'';
            return string ? Lexis.afterQuoted(text, after, text.length, '\'', true) : after;
        }
        return switch (letter) {
            case '\'', '"' -> Lexis.afterQuoted(text, i, text.length, (char) letter, false);
            case '$' -> dollar(i);
            case '(' -> {
                depth++;
                yield i + 1;
            }
            case ')' -> {
                depth--;
                yield i + 1;
            }
            case '\\' -> command(i);
            case ';' -> {
                if (depth > 0 || isOpenBody(i)) {
                    yield i + 1;
                }
                yield end(i);
            }
            default -> i + 1;
        };
    }

    private int dollar(int i) {
        int open = Lexis.afterDollarTag(text, i, text.length);
        if (open < 0) {
            return i + 1;
        }
        int close = Lexis.dollarTagAgain(text, i, open, text.length);
        return Math.min(text.length, close + open - i);
    }

    private boolean isOpenBody(int to) {
        String sql = slice(start, to).toLowerCase(Locale.ROOT);
        return BODY.matcher(sql).matches() && !sql.stripTrailing().endsWith("end");
    }

    private int end(int at) {
        String sql = substitute(slice(start, at)).strip();
        start = at + 1;
        depth = 0;
        if (!COPY.matcher(sql.toLowerCase(Locale.ROOT)).matches()) {
            pieces.add(new Piece(sql, ""));
            return start;
        }
        int from = afterLine(start);
        int to = from;
        while (to < text.length && !line(to).equals("\\.")) {
            to = afterLine(to);
        }
        pieces.add(new Piece(sql, slice(from, to)));
        start = afterLine(to);
        return start;
    }

    private int command(int i) {
        int after = afterLine(i);
        String line = line(i);
        start = after;
        depth = 0;
        String[] words = line.strip().split("\\s+", 3);
        if (words[0].equals("\\getenv") && words.length == 3) {
            variables.put(words[1], variables.getOrDefault("$" + words[2], ""));
        } else if (words[0].equals("\\set") && words.length == 3) {
            variables.put(words[1], value(words[2]));
        }
        return after;
    }

    /// Psql joins the words of a value, variables and strings in them.
    private String value(String words) {
        StringBuilder value = new StringBuilder();
        for (String each : words.split("\\s+")) {
            String plain = substitute(each);
            boolean string = plain.length() > 1 && plain.startsWith("'") && plain.endsWith("'");
            value.append(string ? plain.substring(1, plain.length() - 1) : plain);
        }
        return value.toString();
    }

    private String substitute(String sql) {
        Matcher matcher = VARIABLE.matcher(sql);
        return matcher.replaceAll(found -> {
            String value = variables.get(found.group(2));
            return Matcher.quoteReplacement(
                    value == null ? found.group() : found.group(1) + value + found.group(1));
        });
    }

    private int afterLine(int from) {
        int i = from;
        while (i < text.length && text[i] != '\n') {
            i++;
        }
        return Math.min(text.length, i + 1);
    }

    private String line(int from) {
        return slice(from, afterLine(from)).stripTrailing();
    }

    private String slice(int from, int to) {
        return new String(text, from, Math.max(0, to - from), StandardCharsets.UTF_8);
    }
}
