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
    private final Settings startup;
    private Settings committed;
    private Settings pending;
    private int pins;
    private boolean transaction;
    private boolean failed;
    private boolean pinnedSinceReady;
    private boolean ask;

    Session(Settings startup) {
        this.startup = startup;
        this.committed = startup;
        this.pending = startup;
    }

    /// The settings that the client's next transaction starts with.
    Settings settings() {
        return committed;
    }

    /// Replaces the settings by an equal object that others share.
    void intern(Settings shared) {
        if (pending == committed) {
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
        if (reasons != 0) {
            pins |= reasons;
            pinnedSinceReady = true;
        }
    }

    /// A statement has succeeded.
    void completed(Facts facts) {
        for (Setting change : facts.settings()) {
            pending = pending.with(change, startup);
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
        }
        if (facts.has(Facts.DISCARD_ALL)) {
            discarded();
        }
        if (facts.has(Facts.ROLE_BACK) && !transaction) {
            pins &= ~Facts.PIN_ROLE;
        }
        ask |= facts.has(Facts.MAY_RELEASE);
    }

    /// A statement has failed.
    void error() {
        if (!transaction) {
            pending = committed;
        }
        ask |= pinnedSinceReady;
    }

    /// The server is ready, with transaction status `status`.
    void ready(byte status) {
        failed = status == 'E';
        if (status == 'I') {
            ask |= pinnedSinceReady && transaction;
            pinnedSinceReady = false;
            transaction = false;
            committed = pending;
        } else {
            transaction = true;
        }
    }

    private void end(boolean kept) {
        if (kept) {
            committed = pending;
        } else {
            pending = committed;
        }
        ask |= pinnedSinceReady;
        transaction = false;
        failed = false;
    }

    /// Which settings went back cannot be told, so the server session stays with this client.
    private void rolledBackTo() {
        if (pending != committed) {
            pins |= Facts.PIN_SETTING;
        }
    }

    private void discarded() {
        committed = startup;
        pending = startup;
        pins &= Facts.PIN_FOREVER;
    }
}
