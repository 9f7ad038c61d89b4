package tenfold.model.manifest;

/// One thing that stands in the way, for the person who can change it: a stable code, where in the
/// file (from 1; 0 when it is about no line), what is wrong, and what to do next.
public record Problem(String code, int line, int column, String message, String next) {
    /// A problem that no line of a file is to blame for.
    public static Problem anywhere(String code, String message, String next) {
        return new Problem(code, 0, 0, message, next);
    }

    /// The place as `3:5`, or nothing.
    public String place() {
        return line == 0 ? "" : line + ":" + column;
    }
}
