package tenfold.edge.listen;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The keys of session tickets, with which clients come back without a full handshake (RFC 5077,
/// RFC 8446 section 4.6.1). A key is used for half a day, and known for as long again; they are in
/// memory only. The JDK keeps such keys by itself.
final class Tickets {
    private static final long AGE_MAX = Duration.ofHours(12).toNanos();

    private final SecureRandom random = new SecureRandom();
    private final @Nullable OpenSslSessionContext sessions;
    private OpenSslSessionTicketKey key = newKey();
    private long since;

    Tickets(SslContext context) {
        sessions = context.sessionContext() instanceof OpenSslSessionContext own ? own : null;
        if (sessions != null) {
            sessions.setTicketKeys(key);
        }
        since = System.nanoTime();
    }

    /// Takes a new key when the current one is old.
    void renew(long now) {
        if (sessions != null && now - since > AGE_MAX) {
            OpenSslSessionTicketKey older = key;
            key = newKey();
            sessions.setTicketKeys(key, older);
            since = now;
        }
    }

    private OpenSslSessionTicketKey newKey() {
        return new OpenSslSessionTicketKey(
                bytes(OpenSslSessionTicketKey.NAME_SIZE),
                bytes(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                bytes(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
