package tenfold.sql.parse;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// What a comment ahead of a text asks of the router: `/* tenfold: primary */`, `/* tenfold:
/// replica */`, `/* tenfold: lsn=0/16B3748 */`. Anything else asks nothing.
public sealed interface Hint {
    Hint NONE = new None();
    Hint PRIMARY = new Primary();
    Hint REPLICA = new Replica();

    record None() implements Hint {}

    /// Run it on the primary.
    record Primary() implements Hint {}

    /// Run it on a replica as soon as one is there, however old.
    record Replica() implements Hint {}

    /// Run it where everything up to this position of the log is visible.
    record Lsn(long position) implements Hint {}

    /// What the comment says whose content stands from `from` to `to`.
    static Hint read(byte[] text, int from, int to) {
        if (to - from > 64) {
            return NONE;
        }
        String content =
                new String(text, from, Math.max(0, to - from), StandardCharsets.ISO_8859_1)
                        .strip()
                        .toLowerCase(Locale.ROOT);
        if (!content.startsWith("tenfold:")) {
            return NONE;
        }
        String wish = content.substring("tenfold:".length()).strip();
        return switch (wish) {
            case "primary" -> PRIMARY;
            case "replica" -> REPLICA;
            default -> wish.startsWith("lsn=") ? lsn(wish.substring(4)) : NONE;
        };
    }

    private static Hint lsn(String value) {
        String[] halves = value.split("/", -1);
        try {
            return halves.length != 2
                    ? NONE
                    : new Lsn(
                            (Integer.toUnsignedLong(Integer.parseUnsignedInt(halves[0], 16)) << 32)
                                    | Integer.toUnsignedLong(
                                            Integer.parseUnsignedInt(halves[1], 16)));
        } catch (NumberFormatException _) {
            return NONE;
        }
    }
}
