package tenfold.edge.http;

import org.jspecify.annotations.Nullable;

/// Bytes that break the rules of HTTP/1.1: ends one connection. Carries the status that tells the
/// client why.
public final class HttpViolation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient @Nullable Flaw flaw;

    public HttpViolation(int status, String message) {
        this(status, null, message);
    }

    private HttpViolation(int status, @Nullable Flaw flaw, String message) {
        super(message, null, false, false);
        this.status = status;
        this.flaw = flaw;
    }

    /// Of a request whose framing is flawed.
    static HttpViolation bad(Flaw flaw, String message) {
        return new HttpViolation(400, flaw, message);
    }

    /// What is wrong with the framing of a request; null when it is something else.
    public @Nullable Flaw flaw() {
        return flaw;
    }

    static HttpViolation bad(String message) {
        return new HttpViolation(400, message);
    }

    public int status() {
        return status;
    }

    /// In words that may be shown to the client: the cause and nothing internal.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
