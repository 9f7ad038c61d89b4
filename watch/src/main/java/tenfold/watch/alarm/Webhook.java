package tenfold.watch.alarm;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Sends one signed POST. The receiver checks `Tenfold-Signature: t=SECONDS,v1=HEX`: the
/// HMAC-SHA256 of `SECONDS.BODY` under the secret in `watch/webhook-secret`; `Tenfold-Delivery`
/// tells repeats.
final class Webhook {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final String secret;

    Webhook(String secret) {
        this.secret = secret;
    }

    /// Throws [IOException] unless the answer is 2xx. Redirects are not followed.
    void send(String url, String id, byte[] body, Instant now) throws IOException {
        var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        try {
            connection.setConnectTimeout((int) CONNECT_MAX.toMillis());
            connection.setReadTimeout((int) ANSWER_MAX.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("User-Agent", "Tenfold");
            connection.setRequestProperty("Tenfold-Delivery", id);
            connection.setRequestProperty("Tenfold-Signature", signature(body, now));
            try (var out = connection.getOutputStream()) {
                out.write(body);
            }
            int status = connection.getResponseCode();
            if (status < 200 || status >= 300) {
                throw new IOException("answered " + status);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(e);
        } finally {
            connection.disconnect();
        }
    }

    String signature(byte[] body, Instant now) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String seconds = Long.toString(now.getEpochSecond());
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
