package forum.users;

import forum.http.Problem;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Password hashes: PBKDF2 with a salt each, `algorithm:iterations:salt:hash` in base 64.
///
/// Hashing is slow on purpose, so only a few run at once; more askers are told to wait.
final class Passwords {
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int ITERATIONS = 210_000;
    private static final int HASH_BITS = 256;
    private static final int SALT_BYTES = 16;
    private static final int ASKERS_MAX = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Semaphore askers = new Semaphore(ASKERS_MAX);

    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] hash = derive(password, salt, ITERATIONS);
        var text = Base64.getEncoder();
        return ALGORITHM
                + ":"
                + ITERATIONS
                + ":"
                + text.encodeToString(salt)
                + ":"
                + text.encodeToString(hash);
    }

    /// Whether the password made this hash. Takes its time even when there is no hash to compare
    /// with, so that the time does not tell which names exist.
    boolean matches(String password, String stored) {
        String[] parts = stored == null ? new String[0] : stored.split(":");
        if (parts.length != 4 || !parts[0].equals(ALGORITHM)) {
            derive(password, new byte[SALT_BYTES], ITERATIONS);
            return false;
        }
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] hash = derive(password, salt, Integer.parseInt(parts[1]));
        return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[3]));
    }

    private byte[] derive(String password, byte[] salt, int iterations) {
        if (!askers.tryAcquire()) {
            throw new Problem(503, "Many people sign in right now. Please try again in a moment.");
        }
        var spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + ALGORITHM, e);
        } finally {
            spec.clearPassword();
            askers.release();
        }
    }
}
