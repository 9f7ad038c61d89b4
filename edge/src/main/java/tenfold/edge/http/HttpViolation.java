package tenfold.edge.http;

/// Bytes that break the rules of HTTP/1.1: ends one connection. Carries the status that tells the
/// client why.
public final class HttpViolation extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    public HttpViolation(int status, String message) {
        super(message, null, false, false);
        this.status = status;
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
