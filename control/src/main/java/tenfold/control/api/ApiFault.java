package tenfold.control.api;

import java.util.Locale;
import tenfold.control.problem.ProblemCode;

/// A call that is answered with an error.
final class ApiFault extends Exception {
    private static final long serialVersionUID = 1;

    /// The body of an error.
    record Body(String code, String message, String next) {}

    private final int status;
    private final ProblemCode code;

    ApiFault(int status, ProblemCode code, String format, Object... arguments) {
        super(String.format(Locale.ROOT, format, arguments));
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    Body body() {
        return new Body(code.code(), String.valueOf(getMessage()), code.next());
    }
}
