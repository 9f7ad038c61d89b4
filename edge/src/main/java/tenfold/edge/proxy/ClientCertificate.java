package tenfold.edge.proxy;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/// What an application is told of the certificate that a client has shown.
final class ClientCertificate {
    private ClientCertificate() {}

    /// One element of `X-Forwarded-Client-Cert`, `Hash=SHA-256;Subject="RFC 2253"`, or "" when the
    /// client has shown none.
    static String describe(SSLEngine engine) {
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            if (!(chain[0] instanceof X509Certificate own)) {
                return "";
            }
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(own.getEncoded());
            return "Hash="
                    + HexFormat.of().formatHex(hash)
                    + ";Subject=\""
                    + quoted(own.getSubjectX500Principal().getName())
                    + "\"";
        } catch (SSLPeerUnverifiedException _) {
            return "";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was checked is not readable", e);
        }
    }

    /// A name may hold anything: only visible ASCII gets into a header line, the rest as `%u`.
    static String quoted(String name) {
        var safe = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                safe.append('\\').append(c);
            } else if (c >= ' ' && c < 127) {
                safe.append(c);
            } else {
                safe.append(String.format(Locale.ROOT, "%%u%04x", (int) c));
            }
        }
        return safe.toString();
    }
}
