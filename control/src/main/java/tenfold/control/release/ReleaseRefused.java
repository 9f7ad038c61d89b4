package tenfold.control.release;

import tenfold.control.problem.ProblemCode;

/// A deployment, a rollback or a completion is not begun: the code, and why.
public final class ReleaseRefused extends Exception {
    private static final long serialVersionUID = 1;
    private final ProblemCode code;

    public ReleaseRefused(ProblemCode code, String message) {
        super(message);
        this.code = code;
    }

    public ProblemCode code() {
        return code;
    }
}
