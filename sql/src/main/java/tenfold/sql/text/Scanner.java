package tenfold.sql.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads query texts in one pass. Reused text after text by one thread; a text without tell-tale
/// words costs no allocation.
///
/// How it works: comments, strings and quoted names are stepped over ([Lexis] finds their ends),
/// each bare word is looked up by a hash computed while reading it, and few words are known. What
/// stands at the start of a statement decides its kind; other words count wherever they stand. The
/// strings inside a DO statement are read as statements too, because they are executed. What is
/// doubtful counts as session state: a needless pin costs a connection, a missed one would show a
/// client another's state.
public final class Scanner {
    private static final int NESTING_MAX = 4;
    private static final Script BEGIN = Script.of(Facts.of(Facts.BEGIN));
    private static final Script COMMIT = Script.of(Facts.of(Facts.COMMIT));
    private static final Script ROLLBACK = Script.of(Facts.of(Facts.ROLLBACK));

    private byte[] text = new byte[0];
    private boolean conforming;
    private @Nullable List<Facts> statements;

    // The statement being read.
    private int statementStart;
    private int flags;
    private int depth;
    private int nesting;
    private boolean started;
    private boolean atomicBody;
    private boolean sawTo;
    private boolean sawAs;
    private @Nullable Word first;
    private @Nullable Word second;
    private @Nullable Word previous;
    private int words;

    /// The facts of `bytes` from `from` to `to`; `conformingStrings` is
    /// `standard_conforming_strings` of the session.
    public Script scan(byte[] bytes, int from, int to, boolean conformingStrings) {
        text = bytes;
        conforming = conformingStrings;
        statements = null;
        nesting = 0;
        reset(from);
        read(from, to);
        Script script = finish(to);
        text = new byte[0];
        return script;
    }

    private void reset(int from) {
        statementStart = from;
        flags = 0;
        depth = 0;
        started = false;
        atomicBody = false;
        sawTo = false;
        sawAs = false;
        first = null;
        second = null;
        previous = null;
        words = 0;
    }

    private void read(int from, int to) {
        int i = from;
        while (i < to) {
            byte letter = text[i];
            if (Lexis.startsWord(letter)) {
                i = word(i, to);
            } else if (letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r') {
                i++;
            } else {
                i = symbol(letter, i, to);
            }
        }
    }

    private int symbol(byte letter, int i, int to) {
        int comment = Lexis.afterComment(text, i, to);
        if (comment > i) {
            return comment;
        }
        if (letter == ';') {
            semicolon(i);
            return i + 1;
        }
        started = true;
        return switch (letter) {
            case '\'' -> string(i, to, !conforming);
            case '"' -> quotedName(i, to);
            case '$' -> dollar(i, to);
            case '(' -> {
                depth++;
                yield i + 1;
            }
            case ')' -> {
                depth--;
                yield i + 1;
            }
            default -> letter >= '0' && letter <= '9' ? Lexis.afterWord(text, i, to) : i + 1;
        };
    }

    private int word(int from, int to) {
        int hash = Word.SEED;
        int i = from;
        while (i < to && Lexis.continuesWord(text[i])) {
            hash = Word.hash(hash, text[i]);
            i++;
        }
        if (i < to && text[i] == '\'' && i - from == 1) {
            started = true;
            boolean escapes = text[from] == 'e' || text[from] == 'E' || !conforming;
            return string(i, to, escapes);
        }
        on(Word.find(text, from, i, hash), i, to);
        started = true;
        words++;
        return i;
    }

    private void on(@Nullable Word word, int after, int to) {
        boolean start = words == 0 && !started;
        if (nesting > 0) {
            nested(word);
        }
        if (start && nesting == 0) {
            first = word;
        } else if (words == 1 && nesting == 0) {
            second = word;
        }
        if (word != null) {
            anywhere(word, after, to);
        }
        previous = word;
    }

    /// A word in the body of a DO statement.
    private void nested(@Nullable Word word) {
        boolean start =
                !started
                        || previous == Word.BEGIN
                        || previous == Word.THEN
                        || previous == Word.ELSE
                        || previous == Word.LOOP;
        if (previous == Word.SET && words == 1 && word != Word.LOCAL) {
            flags |= Facts.PIN_SETTING;
        }
        if (!start || word == null) {
            return;
        }
        words = 0;
        switch (word) {
            case RESET -> flags |= Facts.PIN_SETTING;
            case PREPARE -> flags |= Facts.PIN_PREPARE;
            case LISTEN -> flags |= Facts.PIN_LISTEN | Facts.LISTENS;
            case NOTIFY, UNLISTEN -> flags |= Facts.LISTENS;
            case LOAD -> flags |= Facts.PIN_FOREVER;
            default -> {}
        }
    }

    private void anywhere(Word word, int after, int to) {
        switch (word) {
            case TO -> sawTo = true;
            case AS -> sawAs = true;
            case BEGIN -> atomicBody |= first == Word.CREATE && nesting == 0 && words > 0;
            case HOLD -> flags |= previous == Word.WITH ? Facts.PIN_CURSOR : 0;
            case TEMP, TEMPORARY -> flags |= makesTemporary() ? Facts.PIN_TEMP : 0;
            case PG_TEMP -> flags |= Facts.PIN_TEMP;
            case SET_CONFIG -> {
                flags |= Lexis.lastArgumentIsTrue(text, after, to) ? 0 : Facts.PIN_SETTING;
                flags |= Lexis.firstArgumentIsString(text, after, to) ? 0 : Facts.LATE_COMMIT;
            }
            case SYNCHRONOUS_COMMIT -> flags |= Facts.LATE_COMMIT;
            case SETSEED -> flags |= Facts.PIN_SETTING;
            case PG_NOTIFY, PG_LISTENING_CHANNELS -> flags |= Facts.LISTENS;
            case CURRVAL, LASTVAL -> flags |= Facts.CURRENT_VALUE;
            case NEXTVAL, SETVAL -> flags |= Facts.DRAWS_VALUE;
            case PG_ADVISORY_LOCK,
                    PG_ADVISORY_LOCK_SHARED,
                    PG_TRY_ADVISORY_LOCK,
                    PG_TRY_ADVISORY_LOCK_SHARED ->
                    flags |= Facts.PIN_ADVISORY;
            case PG_ADVISORY_UNLOCK, PG_ADVISORY_UNLOCK_SHARED, PG_ADVISORY_UNLOCK_ALL ->
                    flags |= Facts.MAY_RELEASE;
            case DBLINK_CONNECT, DBLINK_CONNECT_U, PG_REPLICATION_ORIGIN_SESSION_SETUP ->
                    flags |= Facts.PIN_FOREVER;
            default -> {}
        }
    }

    private boolean makesTemporary() {
        return previous == Word.CREATE
                || previous == Word.REPLACE
                || previous == Word.GLOBAL
                || previous == Word.LOCAL
                || previous == Word.INTO;
    }

    private int quotedName(int from, int to) {
        int after = Lexis.afterQuoted(text, from, to, '"', false);
        int hash = Word.SEED;
        for (int i = from + 1; i < after - 1; i++) {
            hash = Word.hash(hash, text[i]);
        }
        Word word = Word.find(text, from + 1, Math.max(from + 1, after - 1), hash);
        if (word != null && word.compareTo(Word.SET_CONFIG) >= 0) {
            anywhere(word, after, to);
        }
        previous = null;
        words++;
        return after;
    }

    private int string(int from, int to, boolean escapes) {
        int after = Lexis.afterQuoted(text, from, to, '\'', escapes);
        if (Word.SYNCHRONOUS_COMMIT.is(text, from + 1, after - 1)) {
            flags |= Facts.LATE_COMMIT;
        }
        inner(from + 1, after - 1);
        return after;
    }

    private int dollar(int from, int to) {
        int open = Lexis.afterDollarTag(text, from, to);
        if (open < 0) {
            return from + 1;
        }
        int close = Lexis.dollarTagAgain(text, from, open, to);
        inner(open, close);
        return Math.min(to, close + open - from);
    }

    private void inner(int from, int to) {
        if (first != Word.DO || nesting >= NESTING_MAX || from >= to) {
            return;
        }
        int outerWords = words;
        nesting++;
        started = false;
        previous = null;
        words = 0;
        read(from, to);
        nesting--;
        started = true;
        previous = null;
        words = outerWords + 1;
    }

    private void semicolon(int at) {
        if (nesting > 0) {
            started = false;
            previous = null;
            words = 0;
        } else if (depth <= 0 && !atomicBody) {
            endStatement(at);
            reset(at + 1);
        }
    }

    private void endStatement(int to) {
        if (!started) {
            return;
        }
        if (statements == null) {
            statements = new ArrayList<>(2);
        }
        statements.add(facts(to));
    }

    private Script finish(int to) {
        if (statements == null) {
            int all = started ? flagsOfAll() : 0;
            return switch (all) {
                case 0 -> Script.PLAIN;
                case Facts.BEGIN -> BEGIN;
                case Facts.COMMIT -> COMMIT;
                case Facts.ROLLBACK -> ROLLBACK;
                default -> Script.of(facts(to));
            };
        }
        endStatement(to);
        return statements.size() == 1 ? Script.of(statements.get(0)) : Script.of(statements);
    }

    private Facts facts(int to) {
        int all = flagsOfAll();
        if (first == Word.SET || first == Word.RESET) {
            return SettingReader.read(text, statementStart, to, flags, conforming);
        }
        if (first == Word.DISCARD) {
            return Facts.of(all | SettingReader.discard(text, statementStart, to, conforming));
        }
        if ((all & Facts.DEALLOCATE) != 0) {
            return SettingReader.named(text, statementStart, to, all, conforming);
        }
        return all == 0 ? Facts.NONE : Facts.of(all);
    }

    /// A definition that only names a sequence function does not call it.
    private int flagsOfAll() {
        boolean defines = (first == Word.CREATE || first == Word.ALTER) && !sawAs;
        if (!defines) {
            return flagsOfFirst() | flags;
        }
        int later = (flags & Facts.CURRENT_VALUE) == 0 ? 0 : Facts.WILL_READ_VALUE;
        return flagsOfFirst() | later | (flags & ~(Facts.CURRENT_VALUE | Facts.DRAWS_VALUE));
    }

    private int flagsOfFirst() {
        if (first == null) {
            return 0;
        }
        return switch (first) {
            case BEGIN, START -> Facts.BEGIN;
            case COMMIT, END -> second == Word.PREPARED ? 0 : Facts.COMMIT;
            case ROLLBACK, ABORT ->
                    second == Word.PREPARED ? 0 : sawTo ? Facts.ROLLBACK_TO : Facts.ROLLBACK;
            case PREPARE -> second == Word.TRANSACTION ? Facts.COMMIT : Facts.PIN_PREPARE;
            case SET, RESET -> Facts.SETTING;
            case LISTEN -> Facts.PIN_LISTEN | Facts.LISTENS;
            case NOTIFY -> Facts.LISTENS;
            case DEALLOCATE -> Facts.DEALLOCATE | Facts.MAY_RELEASE;
            case DISCARD, UNLISTEN -> Facts.MAY_RELEASE | Facts.LISTENS;
            case CLOSE -> Facts.MAY_RELEASE;
            case LOAD -> Facts.PIN_FOREVER;
            case CREATE -> (flags & Facts.PIN_TEMP) == 0 ? Facts.DDL : 0;
            case ALTER, IMPORT, DO -> Facts.DDL;
            case DROP -> Facts.DDL | Facts.MAY_RELEASE;
            default -> 0;
        };
    }
}
