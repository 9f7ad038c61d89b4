package tenfold.control.move;

import java.util.Locale;

/// What people ask for.
public enum Step {
    STANDBY,
    REPLICA,
    MOVE,
    RESIZE,
    SWITCH,
    CACHE,
    AUTOSCALE,
    UNDO;

    /// As it is typed.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
