package tenfold.sql.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// Whether one statement may run twice without a difference, as far as its text shows.
///
/// It may if it begins like a read, has no word that makes it a write, and calls nothing but
/// functions known here: what another function does cannot be seen. Doubt says no.
public final class Repeatable {
    private static final Set<String> READS = Set.of("select", "show", "values", "table");

    private static final Set<String> WRITES =
            Set.of("into", "insert", "update", "delete", "merge", "share", "call", "execute");

    /// What may stand before a parenthesis: keywords, types with a length, and functions that only
    /// compute.
    private static final Set<String> CALLS =
            Set.of(
                    ("as all and any array between by case cast distinct else except exists filter from"
                                    + " group having in intersect interval is join lateral like limit not"
                                    + " offset on or order over partition row select set some table then"
                                    + " union using values when where with bit char varchar numeric"
                                    + " decimal time timestamp float"
                                    + " abs array_agg avg bool_and bool_or ceil char_length coalesce concat"
                                    + " count current_setting date_part date_trunc dense_rank exp extract"
                                    + " first_value floor format generate_series greatest initcap json_agg"
                                    + " json_build_object jsonb_agg jsonb_build_object lag last_value lead"
                                    + " least left length lower lpad ltrim make_date max md5 min mod now"
                                    + " nullif octet_length overlay position power rank replace right round"
                                    + " row_number row_to_json rpad rtrim sign split_part sqrt string_agg"
                                    + " strpos substr substring sum to_char to_date to_json to_jsonb"
                                    + " to_number to_timestamp translate trim trunc unnest upper version"
                                    + " pg_sleep pg_is_in_recovery pg_backend_pid")
                            .split(" "));

    private static final Set<String> RESTARTS =
            Set.of(
                    "select",
                    "show",
                    "values",
                    "table",
                    "insert",
                    "update",
                    "delete",
                    "merge",
                    "with",
                    "set",
                    "reset",
                    "begin",
                    "start",
                    "lock",
                    "truncate");

    /// Stands for a quoted name, which is not known to be harmless.
    private static final String QUOTED = "\"";

    private Repeatable() {}

    /// Whether the text in `bytes` from `from` to `to` is one read, or nothing.
    public static boolean onlyReads(byte[] bytes, int from, int to, boolean conforming) {
        int i = skipBlank(bytes, from, to);
        String word = "";
        boolean first = true;
        while (i < to) {
            byte letter = bytes[i];
            if (Lexis.startsWord(letter)) {
                int end = Lexis.afterWord(bytes, i, to);
                word = text(bytes, i, end);
                if (first ? !READS.contains(word) : WRITES.contains(word)) {
                    return false;
                }
                i = end;
            } else if (letter == '(' && !first && !word.isEmpty() && !CALLS.contains(word)) {
                return false;
            } else if (letter == ';') {
                return skipBlank(bytes, i + 1, to) == to;
            } else {
                i = afterSymbol(bytes, i, to, word, conforming);
                word = letter == '"' ? QUOTED : "";
            }
            first &= letter == '(';
            i = skipBlank(bytes, i, to);
        }
        return true;
    }

    /// Whether the statement, ended by its server in the middle, has left nothing behind: it is not
    /// one that commits on its way.
    public static boolean leavesNothing(byte[] bytes, int from, int to) {
        int i = skipBlank(bytes, from, to);
        return RESTARTS.contains(text(bytes, i, Lexis.afterWord(bytes, i, to)));
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
    }

    private static int skipBlank(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int after = Lexis.afterComment(bytes, i, to);
            boolean blank = bytes[i] == ' ' || (bytes[i] >= '\t' && bytes[i] <= '\r');
            if (after == i && !blank) {
                return i;
            }
            i = blank ? i + 1 : after;
        }
        return to;
    }

    private static int afterSymbol(
            byte[] bytes, int at, int to, String before, boolean conforming) {
        return switch (bytes[at]) {
            case '\'' -> Lexis.afterQuoted(bytes, at, to, '\'', before.equals("e") || !conforming);
            case '"' -> Lexis.afterQuoted(bytes, at, to, '"', false);
            case '$' -> {
                int open = Lexis.afterDollarTag(bytes, at, to);
                yield open < 0
                        ? at + 1
                        : Math.min(to, Lexis.dollarTagAgain(bytes, at, open, to) + open - at);
            }
            default -> at + 1;
        };
    }
}
