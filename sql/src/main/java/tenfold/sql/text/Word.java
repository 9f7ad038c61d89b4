package tenfold.sql.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The words that the scanner looks for, found by hash without making a string.
enum Word {
    BEGIN,
    START,
    COMMIT,
    END,
    ROLLBACK,
    ABORT,
    TO,
    AS,
    PREPARED,
    SET,
    RESET,
    LOCAL,
    LISTEN,
    UNLISTEN,
    NOTIFY,
    PREPARE,
    TRANSACTION,
    DEALLOCATE,
    DISCARD,
    LOAD,
    DECLARE,
    HOLD,
    WITH,
    CREATE,
    REPLACE,
    GLOBAL,
    INTO,
    ALTER,
    DROP,
    IMPORT,
    CLOSE,
    DO,
    THEN,
    ELSE,
    LOOP,
    TEMP,
    TEMPORARY,
    SET_CONFIG,
    SYNCHRONOUS_COMMIT,
    SETSEED,
    CURRVAL,
    NEXTVAL,
    SETVAL,
    LASTVAL,
    PG_TEMP,
    PG_NOTIFY,
    PG_LISTENING_CHANNELS,
    PG_ADVISORY_LOCK,
    PG_ADVISORY_LOCK_SHARED,
    PG_TRY_ADVISORY_LOCK,
    PG_TRY_ADVISORY_LOCK_SHARED,
    PG_ADVISORY_UNLOCK,
    PG_ADVISORY_UNLOCK_SHARED,
    PG_ADVISORY_UNLOCK_ALL,
    DBLINK_CONNECT,
    DBLINK_CONNECT_U,
    PG_REPLICATION_ORIGIN_SESSION_SETUP;

    /// Hash of no bytes; [#hash] adds one letter.
    static final int SEED = 17;

    private static final int SLOTS = 1024;
    private static final @Nullable Word[][] TABLE = table();

    private final String letters = name().toLowerCase(Locale.ROOT);

    static int hash(int hash, byte letter) {
        return hash * 31 + (letter | 0x20);
    }

    /// The word that stands in `text` from `from` to `to`, whatever its case, or null.
    static @Nullable Word find(byte[] text, int from, int to, int hash) {
        @Nullable Word[] slot = TABLE[hash & (SLOTS - 1)];
        if (slot.length == 0) {
            return null;
        }
        for (Word word : slot) {
            if (word != null && word.is(text, from, to)) {
                return word;
            }
        }
        return null;
    }

    boolean is(byte[] text, int from, int to) {
        if (to - from != letters.length()) {
            return false;
        }
        for (int i = 0; i < letters.length(); i++) {
            byte letter = text[from + i];
            byte folded = letter >= 'A' && letter <= 'Z' ? (byte) (letter | 0x20) : letter;
            if (folded != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Word[][] table() {
        @Nullable Word[][] table = new @Nullable Word[SLOTS][0];
        for (Word word : values()) {
            int hash = SEED;
            for (byte letter : word.letters.getBytes(StandardCharsets.US_ASCII)) {
                hash = hash(hash, letter);
            }
            int slot = hash & (SLOTS - 1);
            @Nullable Word[] longer = java.util.Arrays.copyOf(table[slot], table[slot].length + 1);
            longer[table[slot].length] = word;
            table[slot] = longer;
        }
        return table;
    }
}
