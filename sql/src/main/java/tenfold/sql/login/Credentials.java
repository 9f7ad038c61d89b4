package tenfold.sql.login;

/// What logs in to a server.
public sealed interface Credentials {
    /// Keys that a client proved to have: good for servers with the same verifier.
    @SuppressWarnings("ArrayRecordComponent") // Never compared: keys are only computed with.
    record Keys(byte[] clientKey, byte[] storedKey, byte[] serverKey) implements Credentials {
        @Override
        public String toString() {
            return "Keys[redacted]";
        }
    }

    record Password(String value) implements Credentials {
        @Override
        public String toString() {
            return "Password[redacted]";
        }
    }
}
