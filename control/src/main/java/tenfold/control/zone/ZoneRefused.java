package tenfold.control.zone;

import tenfold.control.problem.ProblemCode;

/// A zone is not taken out or in: the code, and why.
public final class ZoneRefused extends Exception {
    private static final long serialVersionUID = 1;
    private final ProblemCode code;

    public ZoneRefused(ProblemCode code, String message) {
        super(message);
        this.code = code;
    }

    public ProblemCode code() {
        return code;
    }
}
