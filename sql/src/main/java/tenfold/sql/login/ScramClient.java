package tenfold.sql.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The client's side of one login, by password or by a client's own keys.
public final class ScramClient {
    public static final String MECHANISM = Scram.MECHANISM;

    /// More iterations than this a server may not ask of us: they cost our time, not its own.
    static final int ITERATIONS_MAX = 1_000_000;

    private static final int NONCE_LENGTH_MAX = 512;

    private final Credentials credentials;
    private final String nonce;
    private byte[] serverSignature = new byte[0];

    public ScramClient(Credentials credentials) {
        this(credentials, Scram.nonce());
    }

    ScramClient(Credentials credentials, String nonce) {
        this.credentials = credentials;
        this.nonce = nonce;
    }

    public String first() {
        return "n,,n=,r=" + nonce;
    }

    /// Takes server-first and returns client-final. Throws [ScramException].
    public String last(String serverFirst) {
        String both = Scram.attribute(serverFirst, 'r');
        if (!both.startsWith(nonce)
                || both.length() == nonce.length()
                || both.length() > NONCE_LENGTH_MAX) {
            throw new ScramException("the server's nonce does not extend ours");
        }
        Credentials.Keys keys = keys(serverFirst);
        String withoutProof = "c=biws,r=" + both;
        String message = "n=,r=" + nonce + "," + serverFirst + "," + withoutProof;
        serverSignature = Scram.hmac(keys.serverKey(), message);
        byte[] proof = Scram.xor(keys.clientKey(), Scram.hmac(keys.storedKey(), message));
        return withoutProof + ",p=" + Scram.encode(proof);
    }

    /// Whether server-final proves that the server knows the verifier.
    public boolean accepts(String serverFinal) {
        byte[] signature = Scram.decode(Scram.attribute(serverFinal, 'v'));
        return serverSignature.length > 0 && MessageDigest.isEqual(signature, serverSignature);
    }

    private Credentials.Keys keys(String serverFirst) {
        return switch (credentials) {
            case Credentials.Keys known -> known;
            case Credentials.Password(String value) -> {
                byte[] salted =
                        Scram.saltedPassword(
                                value.toCharArray(),
                                Scram.decode(Scram.attribute(serverFirst, 's')),
                                iterations(serverFirst));
                byte[] clientKey =
                        Scram.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
                yield new Credentials.Keys(
                        clientKey, Scram.hash(clientKey), Scram.hmac(salted, "Server Key"));
            }
        };
    }

    private static int iterations(String serverFirst) {
        String text = Scram.attribute(serverFirst, 'i');
        try {
            int iterations = Integer.parseInt(text);
            if (iterations >= 1 && iterations <= ITERATIONS_MAX) {
                return iterations;
            }
        } catch (NumberFormatException _) {
            // Refused below, like a number out of bounds.
        }
        throw new ScramException(
                "the server asks for "
                        + text
                        + " SCRAM iterations; at most "
                        + ITERATIONS_MAX
                        + " are accepted");
    }
}
