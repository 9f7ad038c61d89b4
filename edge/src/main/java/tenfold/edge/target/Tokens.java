package tenfold.edge.target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Opaque names for groups and instances in cookies: the same on every edge and after a restart,
/// and saying nothing of what is inside.
final class Tokens {
    private static final int LENGTH = 12;

    private Tokens() {}

    static String of(String name) {
        byte[] digest = sha256().digest(name.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().encodeToString(digest).substring(0, LENGTH);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
