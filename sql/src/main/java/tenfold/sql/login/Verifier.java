package tenfold.sql.login;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What PostgreSQL keeps of a password:
/// `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`.
public final class Verifier {
    private static final Pattern FORM =
            Pattern.compile(
                    "SCRAM-SHA-256\\$(\\d{1,9}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):([A-Za-z0-9+/=]+)");
    private static final int ITERATIONS = 4096;

    private final int iterations;
    private final String salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private Verifier(int iterations, String salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /// Reads `rolpassword`; empty when it is absent or of another kind (md5).
    public static Optional<Verifier> parse(@Nullable String rolpassword) {
        if (rolpassword == null) {
            return Optional.empty();
        }
        var match = FORM.matcher(rolpassword);
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Verifier(
                        Integer.parseInt(Objects.requireNonNull(match.group(1))),
                        Objects.requireNonNull(match.group(2)),
                        Scram.decode(Objects.requireNonNull(match.group(3))),
                        Scram.decode(Objects.requireNonNull(match.group(4)))));
    }

    /// What PostgreSQL would keep of `password`, with a new salt.
    public static Verifier of(String password) {
        byte[] salt = new byte[16];
        new SecureRandom().nextBytes(salt);
        byte[] salted = Scram.saltedPassword(password.toCharArray(), salt, ITERATIONS);
        byte[] clientKey = Scram.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        return new Verifier(
                ITERATIONS,
                Scram.encode(salt),
                Scram.hash(clientKey),
                Scram.hmac(salted, "Server Key"));
    }

    /// For a role that does not exist: looks real, is always the same for one name, and no password
    /// fits it.
    public static Verifier mock(byte[] secret, String user) {
        byte[] salt = Arrays.copyOf(Scram.hmac(secret, "salt of " + user), 16);
        return new Verifier(ITERATIONS, Scram.encode(salt), Scram.hmac(secret, user), new byte[32]);
    }

    int iterations() {
        return iterations;
    }

    String salt() {
        return salt;
    }

    byte[] storedKey() {
        return storedKey;
    }

    byte[] serverKey() {
        return serverKey;
    }
}
