package tenfold.control.grow;

/// One thing that was looked at before a step, and what was found.
public record Guard(String name, boolean passed, String words) {
    static Guard of(String name, boolean passed, String words) {
        return new Guard(name, passed, words);
    }
}
