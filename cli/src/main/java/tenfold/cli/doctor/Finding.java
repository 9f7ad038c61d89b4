package tenfold.cli.doctor;

/// What one examination found, and what to do when it is not well.
public record Finding(Level level, String name, String what, String next) {
    /// `WARN`: it works, less well. `FAIL`: it does not work.
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String name, String what) {
        return new Finding(Level.OK, name, what, "");
    }

    static Finding warn(String name, String what, String next) {
        return new Finding(Level.WARN, name, what, next);
    }

    static Finding fail(String name, String what, String next) {
        return new Finding(Level.FAIL, name, what, next);
    }
}
