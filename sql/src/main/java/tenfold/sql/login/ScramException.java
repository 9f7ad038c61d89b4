package tenfold.sql.login;

/// A SCRAM message that breaks the rules.
public final class ScramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ScramException(String message) {
        super(message, null, false, false);
    }
}
