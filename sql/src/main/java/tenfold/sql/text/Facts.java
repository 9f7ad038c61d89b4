package tenfold.sql.text;

import java.util.List;

/// What the pool must know of one statement: flags, and the names that some of them need.
///
/// `settings` is filled for [#SETTING], `name` for [#DEALLOCATE] (empty: all).
public record Facts(int flags, List<Setting> settings, String name) {
    public static final int BEGIN = 1;
    public static final int COMMIT = 1 << 1;
    public static final int ROLLBACK = 1 << 2;

    /// ROLLBACK TO SAVEPOINT: takes back some settings of the transaction, we cannot tell which.
    public static final int ROLLBACK_TO = 1 << 3;

    public static final int SETTING = 1 << 4;
    public static final int RESET_ALL = 1 << 5;

    /// Defines something that will read a sequence's value of its session.
    public static final int WILL_READ_VALUE = 1 << 6;

    /// Depends on what the session listens to, or may notify the session itself.
    public static final int LISTENS = 1 << 7;

    public static final int DEALLOCATE = 1 << 8;
    public static final int DISCARD_ALL = 1 << 9;

    /// Changes what other statements mean: their prepared forms must be made anew.
    public static final int DDL = 1 << 10;

    /// May end a reason for pinning: ask the server.
    public static final int MAY_RELEASE = 1 << 11;

    /// Reads a sequence's value of this session.
    public static final int CURRENT_VALUE = 1 << 12;

    /// RESET ROLE.
    public static final int ROLE_BACK = 1 << 13;

    /// RESET SESSION AUTHORIZATION, which resets the role too.
    public static final int AUTHORIZATION_BACK = 1 << 14;

    /// Draws or sets a sequence's value.
    public static final int DRAWS_VALUE = 1 << 15;

    // Reasons to keep the server session for this client: the server can be asked whether they
    // still hold.
    public static final int PIN_PREPARE = 1 << 16;
    public static final int PIN_TEMP = 1 << 17;
    public static final int PIN_ADVISORY = 1 << 18;
    public static final int PIN_CURSOR = 1 << 19;
    public static final int PIN_LISTEN = 1 << 20;

    // The same, but only the client's leaving ends them.
    public static final int PIN_ROLE = 1 << 21;
    public static final int PIN_AUTHORIZATION = 1 << 25;
    public static final int PIN_SETTING = 1 << 22;
    public static final int PIN_SEQUENCE = 1 << 23;

    /// Something that not even DISCARD ALL undoes.
    public static final int PIN_FOREVER = 1 << 24;

    /// May let commits be acknowledged before they are on disk.
    public static final int LATE_COMMIT = 1 << 26;

    public static final int PINS_ASKABLE =
            PIN_PREPARE | PIN_TEMP | PIN_ADVISORY | PIN_CURSOR | PIN_LISTEN;
    public static final int PINS =
            PINS_ASKABLE | PIN_ROLE | PIN_AUTHORIZATION | PIN_SETTING | PIN_SEQUENCE | PIN_FOREVER;

    public static final Facts NONE = of(0);

    public Facts {
        settings = List.copyOf(settings);
    }

    public static Facts of(int flags) {
        return new Facts(flags, List.of(), "");
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
