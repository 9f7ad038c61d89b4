package tenfold.control.scale;

/// How many instances a group is to have from now on, why, and what that was decided from.
public record ScaleDecision(int from, int to, Cause cause, String reason, Evidence evidence) {
    /// Which rule decided.
    public enum Cause {
        /// The group was outside its bounds.
        BOUNDS,
        GROW,
        /// It would have grown had it not just done so.
        GROWN_JUST_NOW,
        /// There are as many as there may be, and more are needed.
        AT_MAX,
        SHRINK,
        /// It might shrink, but something is not known or not calm.
        HELD,
        FITS
    }

    public boolean changes() {
        return to != from;
    }
}
