package tenfold.control.scale;

import tenfold.control.problem.ProblemCode;

/// A wish about a group that cannot be followed, with the reason.
public final class ScaleRefused extends Exception {
    private static final long serialVersionUID = 1;

    private final ProblemCode code;

    ScaleRefused(ProblemCode code, String message) {
        super(message);
        this.code = code;
    }

    public ProblemCode code() {
        return code;
    }
}
