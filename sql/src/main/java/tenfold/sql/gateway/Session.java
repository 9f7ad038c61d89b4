package tenfold.sql.gateway;

import tenfold.sql.text.Facts;
import tenfold.sql.text.Script;
import tenfold.sql.text.Setting;

/// What a client's statements have done to its session: settings, and reasons to keep one server
/// connection. Pure.
///
/// A setting changed in a transaction counts when that commits. A reason to pin counts from the
/// moment the statement is sent, as its effect may come before its answer; whether it still holds
/// is asked of the server after an error, at the end of a transaction, and after statements that
/// may end it.
final class Session {
    private static final String DATE_STYLE = "datestyle";

    private final Settings startup;
    private Settings committed;
    private Settings pending;

    // The same as the server has them: a reset there does not go back to the client's startup.
    private Settings serverCommitted;
    private Settings serverPending;
    private int pins;
    private int lifted;
    private boolean identityTouched;
    private boolean transaction;
    private boolean failed;
    private boolean pinnedSinceReady;
    private boolean ask;

    Session(Settings startup) {
        this.startup = startup;
        this.committed = startup;
        this.pending = startup;
        this.serverCommitted = startup;
        this.serverPending = startup;
    }

    /// The settings that the client's next transaction starts with.
    Settings settings() {
        return committed;
    }

    /// A server session with exactly [#settings] is at hand.
    void granted() {
        serverCommitted = committed;
        serverPending = committed;
    }

    /// The settings that the server session has between two transactions.
    Settings serverSettings() {
        return serverCommitted;
    }

    /// DateStyle is the one setting whose new value depends on its old one (`SET DateStyle TO ymd`
    /// keeps the output style): what the server reports is kept instead of what was said.
    void reported(String dateStyle) {
        if (!serverCommitted.valueOf(DATE_STYLE).isEmpty()) {
            var exact = new Setting(DATE_STYLE, "SET DateStyle = '" + dateStyle + "'");
            committed = committed.with(exact, startup);
            pending = committed;
            serverCommitted = serverCommitted.with(exact, Settings.NONE);
            serverPending = serverCommitted;
        }
    }

    /// Replaces the settings by an equal object that others share.
    void intern(Settings shared) {
        if (Interned.same(pending, committed)) {
            pending = shared;
        }
        committed = shared;
    }

    int pins() {
        return pins;
    }

    void pin(int reason) {
        pins |= reason;
    }

    /// Whether the server is to be asked which reasons still hold.
    boolean wantsAnswer() {
        return ask && (pins & Facts.PINS_ASKABLE) != 0;
    }

    /// The server says that of the reasons it can be asked for, only `held` hold.
    void answered(int held) {
        ask = false;
        pins = (pins & ~Facts.PINS_ASKABLE) | held;
    }

    /// A query goes to the server.
    void sent(Script script) {
        int reasons = script.flags() & Facts.PINS;
        pinnedSinceReady |= (pins & reasons) != reasons;
        identityTouched |= script.has(Facts.PIN_ROLE | Facts.PIN_AUTHORIZATION);
        pins |= reasons;
    }

    /// A statement has succeeded.
    void completed(Facts facts) {
        for (Setting change : facts.settings()) {
            pending = pending.with(change, startup);
            serverPending = serverPending.with(change, Settings.NONE);
        }
        if (facts.has(Facts.BEGIN)) {
            transaction = true;
        }
        if (facts.has(Facts.COMMIT)) {
            end(!failed);
        } else if (facts.has(Facts.ROLLBACK)) {
            end(false);
        } else if (facts.has(Facts.ROLLBACK_TO)) {
            rolledBackTo();
        }
        if (facts.has(Facts.RESET_ALL)) {
            pending = startup;
            serverPending = Settings.NONE;
        }
        if (facts.has(Facts.DISCARD_ALL)) {
            discarded();
        }
        lifted &= ~facts.flags();
        if (facts.has(Facts.ROLE_BACK)) {
            lifted |= Facts.PIN_ROLE;
        }
        if (facts.has(Facts.AUTHORIZATION_BACK)) {
            lifted |= Facts.PIN_ROLE | Facts.PIN_AUTHORIZATION;
        }
        ask |= facts.has(Facts.MAY_RELEASE);
    }

    /// The server session is gone, and with it a transaction that was under way.
    void lost() {
        takeBack();
        transaction = false;
        failed = false;
        pinnedSinceReady = false;
        identityTouched = false;
        ask = false;
    }

    /// Whether the server session has had another role or user since this was last asked.
    boolean takeIdentityTouched() {
        boolean touched = identityTouched;
        identityTouched = false;
        return touched;
    }

    /// A statement has failed; a role reset in the same command or transaction is taken back with
    /// it.
    void error() {
        lifted = 0;
        if (!transaction) {
            takeBack();
        }
        ask |= pinnedSinceReady;
    }

    /// The server is ready, with transaction status `status`.
    void ready(byte status) {
        failed = status == 'E';
        if (status == 'I') {
            ask |= pinnedSinceReady;
            pinnedSinceReady = false;
            transaction = false;
            keep();
            pins &= ~lifted;
            lifted = 0;
        } else {
            transaction = true;
        }
    }

    private void end(boolean kept) {
        if (kept) {
            keep();
        } else {
            takeBack();
        }
        ask |= pinnedSinceReady;
        transaction = false;
        failed = false;
    }

    private void keep() {
        committed = pending;
        serverCommitted = serverPending;
    }

    private void takeBack() {
        lifted = 0;
        pending = committed;
        serverPending = serverCommitted;
    }

    /// Which settings went back cannot be told, so the server session stays with this client.
    private void rolledBackTo() {
        if (!Interned.same(pending, committed)) {
            pins |= Facts.PIN_SETTING;
        }
    }

    private void discarded() {
        committed = startup;
        pending = startup;
        serverCommitted = Settings.NONE;
        serverPending = Settings.NONE;
        pins &= Facts.PIN_FOREVER;
    }
}
