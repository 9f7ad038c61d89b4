package tenfold.control.grow;

import java.util.Optional;
import tenfold.control.problem.ProblemCode;

/// A step is not begun: the code, why, and what was planned, if it came so far.
public final class GrowthRefused extends Exception {
    private static final long serialVersionUID = 1;
    private final ProblemCode code;
    private final transient Optional<StepPlan> plan;

    GrowthRefused(ProblemCode code, String message, Optional<StepPlan> plan) {
        super(message);
        this.code = code;
        this.plan = plan;
    }

    static GrowthRefused argument(String message) {
        return new GrowthRefused(ProblemCode.STEP_ARGUMENT, message, Optional.empty());
    }

    public ProblemCode code() {
        return code;
    }

    public Optional<StepPlan> plan() {
        return plan;
    }
}
