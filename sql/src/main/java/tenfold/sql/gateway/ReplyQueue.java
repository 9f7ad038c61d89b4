package tenfold.sql.gateway;

import static tenfold.sql.wire.Tag.BIND_COMPLETE;
import static tenfold.sql.wire.Tag.CLOSE_COMPLETE;
import static tenfold.sql.wire.Tag.COMMAND_COMPLETE;
import static tenfold.sql.wire.Tag.COPY_DATA;
import static tenfold.sql.wire.Tag.COPY_DONE;
import static tenfold.sql.wire.Tag.COPY_IN;
import static tenfold.sql.wire.Tag.COPY_OUT;
import static tenfold.sql.wire.Tag.DATA_ROW;
import static tenfold.sql.wire.Tag.EMPTY_QUERY;
import static tenfold.sql.wire.Tag.FUNCTION_RESULT;
import static tenfold.sql.wire.Tag.NO_DATA;
import static tenfold.sql.wire.Tag.PARAMETER_DESCRIPTION;
import static tenfold.sql.wire.Tag.PARSE_COMPLETE;
import static tenfold.sql.wire.Tag.PORTAL_SUSPENDED;
import static tenfold.sql.wire.Tag.READY;
import static tenfold.sql.wire.Tag.ROW_DESCRIPTION;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tenfold.sql.text.Facts;
import tenfold.sql.text.Script;

/// The replies that one server connection still owes, in order, and for whom each is.
///
/// How it works: whoever sends a message to the server adds what it will answer; whoever reads from
/// the server asks [#on] for each message. A message that does not fit the head is a [#BROKEN]
/// stream, which ends the connection: rows can reach only the client whose request is at the head.
/// After an error in an extended query the server skips to the next Sync, and so does the queue;
/// what the skipped messages would have changed is handed to [Undo].
final class ReplyQueue {
    // What is expected.
    static final int PARSE = 1;
    static final int BIND = 2;
    static final int DESCRIBE_STATEMENT = 3;
    static final int DESCRIBE_PORTAL = 4;
    static final int EXECUTE = 5;
    static final int CLOSE = 6;
    static final int SYNC = 7;
    static final int QUERY = 8;
    static final int FUNCTION = 9;

    /// Asked by us: the client must not see the reply.
    static final int OURS = 16;

    /// Answered by us: the server does not know of it.
    static final int SYNTHETIC = 32;

    /// Made to fail: the server's error is replaced by the subject, a [tenfold.sql.wire.Fault].
    static final int REFUSED = 64;

    private static final int KIND = 15;

    // What to do with a message.
    static final int FORWARD = 0;
    static final int SWALLOW = 1;
    static final int REPLACE = 2;
    static final int BROKEN = 3;

    /// Takes back what a skipped message would have changed.
    interface Undo {
        void undo(int entry, @Nullable Object subject);
    }

    private int[] entries = new int[16];
    private @Nullable Object[] subjects = new @Nullable Object[16];
    private int head;
    private int size;
    private boolean parametersSeen;
    private boolean skipping;
    private boolean copyIn;
    private boolean open;

    /// Expects one more reply. False when the server will skip the message: then it is not to be
    /// sent.
    boolean add(int entry, @Nullable Object subject) {
        int kind = entry & KIND;
        if (skipping) {
            if (kind != SYNC) {
                return false;
            }
            skipping = false;
        }
        if (copyIn && kind == SYNC) {
            // PostgreSQL ignores Sync while it waits for copy data.
            return true;
        }
        open = kind < SYNC;
        if (size == entries.length) {
            grow();
        }
        int tail = (head + size) & (entries.length - 1);
        entries[tail] = entry;
        subjects[tail] = subject;
        size++;
        return true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// Whether everything asked is answered and the server is between two commands.
    boolean isSettled() {
        return size == 0 && !skipping && !copyIn;
    }

    /// Whether the next message of the client begins something new.
    boolean isBetweenUnits() {
        return size == 0 && !open && !skipping && !copyIn;
    }

    boolean isSkipping() {
        return skipping;
    }

    /// The client has ended its copy data.
    void copyEnds() {
        copyIn = false;
    }

    /// Whether the head is to be answered by us now.
    boolean headIsSynthetic() {
        return size > 0 && (entries[head] & SYNTHETIC) != 0;
    }

    boolean headIsOurs() {
        return size > 0 && (entries[head] & OURS) != 0;
    }

    int headKind() {
        return size == 0 ? 0 : entries[head] & KIND;
    }

    @Nullable Object headSubject() {
        return size == 0 ? null : subjects[head];
    }

    /// Removes the synthetic head and returns its kind.
    int takeSynthetic() {
        int kind = entries[head] & KIND;
        pop();
        return kind;
    }

    /// The fate of a message from the server other than an error or an asynchronous one.
    int on(byte tag) {
        if (size == 0) {
            return BROKEN;
        }
        int entry = entries[head];
        boolean fits =
                switch (entry & KIND) {
                    case PARSE -> last(tag == PARSE_COMPLETE);
                    case BIND -> last(tag == BIND_COMPLETE);
                    case CLOSE -> last(tag == CLOSE_COMPLETE);
                    case DESCRIBE_PORTAL -> last(tag == ROW_DESCRIPTION || tag == NO_DATA);
                    case DESCRIBE_STATEMENT -> described(tag);
                    case EXECUTE -> executed(tag);
                    case QUERY -> queried(tag);
                    case FUNCTION -> tag == FUNCTION_RESULT || last(tag == READY);
                    case SYNC -> last(tag == READY);
                    default -> false;
                };
        if (!fits) {
            return BROKEN;
        }
        return (entry & OURS) != 0 ? SWALLOW : FORWARD;
    }

    /// The fate of an ErrorResponse. An error in a message of ours that prepared the client's own
    /// is the client's to see, unless it is a whole command of ours.
    int onError(Undo undo) {
        if (size == 0) {
            return BROKEN;
        }
        int entry = entries[head];
        int kind = entry & KIND;
        copyIn = false;
        int verdict = (entry & REFUSED) != 0 ? REPLACE : FORWARD;
        if (kind == QUERY || kind == FUNCTION || kind == SYNC) {
            return (entry & OURS) != 0 ? SWALLOW : verdict;
        }
        skipToSync(undo);
        return verdict;
    }

    private void skipToSync(Undo undo) {
        parametersSeen = false;
        while (size > 0 && (entries[head] & KIND) != SYNC) {
            undo.undo(entries[head], subjects[head]);
            pop();
        }
        skipping = size == 0;
    }

    /// Nothing will be answered any more: takes back what each message would have changed, the last
    /// one first.
    void undoAll(Undo undo) {
        while (size > 0) {
            size--;
            int tail = (head + size) & (entries.length - 1);
            undo.undo(entries[tail], subjects[tail]);
            subjects[tail] = null;
        }
    }

    /// Whether a statement that ends a transaction is outstanding.
    boolean commits() {
        for (int i = 0; i < size; i++) {
            if (subjects[(head + i) & (entries.length - 1)] instanceof Script script
                    && script.has(Facts.COMMIT)) {
                return true;
            }
        }
        return false;
    }

    /// What is outstanding as one unit, for a client of which no more is known; as two when it is
    /// more than one.
    List<Unit> overflown() {
        int ends = 0;
        int marks = copyIn ? Unit.COPIES : 0;
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (entries.length - 1);
            int kind = entries[at] & KIND;
            boolean ours = (entries[at] & OURS) != 0;
            ends += !ours && kind >= SYNC ? 1 : 0;
            if (subjects[at] instanceof Script script) {
                marks |= script.has(Facts.COMMIT) ? Unit.COMMITS : 0;
                marks |= script.has(Facts.ROLLBACK) ? Unit.ROLLS_BACK : 0;
            }
        }
        var unit = new Unit(0, 0, marks | (ends > 0 ? Unit.COMPLETE : 0));
        return ends > 1 ? List.of(unit, new Unit(0, 0, marks | Unit.COPIES)) : List.of(unit);
    }

    private boolean last(boolean fits) {
        if (fits) {
            pop();
        }
        return fits;
    }

    private boolean described(byte tag) {
        if (parametersSeen) {
            return last(tag == ROW_DESCRIPTION || tag == NO_DATA);
        }
        parametersSeen = tag == PARAMETER_DESCRIPTION;
        return parametersSeen;
    }

    private boolean executed(byte tag) {
        return switch (tag) {
            case DATA_ROW, COPY_OUT, COPY_DATA, COPY_DONE -> true;
            case COPY_IN -> copyStarts();
            case COMMAND_COMPLETE, EMPTY_QUERY, PORTAL_SUSPENDED -> {
                copyIn = false;
                yield last(true);
            }
            default -> false;
        };
    }

    private boolean queried(byte tag) {
        return switch (tag) {
            case ROW_DESCRIPTION, DATA_ROW, EMPTY_QUERY, COPY_OUT, COPY_DATA, COPY_DONE -> true;
            case COPY_IN -> {
                copyIn = true;
                yield true;
            }
            case COMMAND_COMPLETE -> {
                copyIn = false;
                yield true;
            }
            case READY -> {
                copyIn = false;
                yield last(true);
            }
            default -> false;
        };
    }

    /// Copy data for an Execute: the Syncs already sent behind it will be ignored by the server.
    private boolean copyStarts() {
        for (int i = 1; i < size; i++) {
            if ((entries[(head + i) & (entries.length - 1)] & KIND) != SYNC) {
                return false;
            }
        }
        while (size > 1) {
            size--;
        }
        copyIn = true;
        return true;
    }

    private void pop() {
        subjects[head] = null;
        parametersSeen = false;
        head = (head + 1) & (entries.length - 1);
        size--;
    }

    private void grow() {
        int[] moreEntries = new int[entries.length * 2];
        @Nullable Object[] moreSubjects = new @Nullable Object[entries.length * 2];
        for (int i = 0; i < size; i++) {
            int at = (head + i) & (entries.length - 1);
            moreEntries[i] = entries[at];
            moreSubjects[i] = subjects[at];
        }
        entries = moreEntries;
        subjects = moreSubjects;
        head = 0;
    }
}
