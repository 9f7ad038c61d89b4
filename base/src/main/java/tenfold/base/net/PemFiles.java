package tenfold.base.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Certificates and keys as people have them: PEM files.
///
/// With the JDK alone. Netty's own way to a server's TLS takes Bouncy Castle when it sees it, whose
/// signed jar the JDK checks class by class: a third of the time that a start took.
public final class PemFiles {
    private static final List<String> KEY_KINDS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";
    private static final char[] NO_PASSWORD = {};
    private static final long BYTES_MAX = 1 << 20;

    private PemFiles() {}

    /// What a server needs for TLS: its chain and the key to it.
    public static SSLContext server(Path chainFile, Path keyFile) throws IOException {
        PrivateKey key = key(keyFile);
        X509Certificate[] chain = chain(chainFile);
        try {
            // In memory only, so its weak protection does not matter; that of PKCS #12 takes long.
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry("server", key, NO_PASSWORD, chain);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "%s and %s do not work together: %s"
                            .formatted(chainFile, keyFile, e.getMessage()),
                    e);
        }
    }

    /// What a client needs for TLS: it trusts servers whose certificates these authorities signed.
    public static SSLContext client(Path authorities) throws IOException {
        X509Certificate[] trusted = chain(authorities);
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            for (int i = 0; i < trusted.length; i++) {
                store.setCertificateEntry("authority-" + i, trusted[i]);
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(authorities + " cannot be trusted: " + e.getMessage(), e);
        }
    }

    /// The certificates of a file in their order: the server's own first.
    static X509Certificate[] chain(Path file) throws IOException {
        try {
            X509Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content(file)))
                            .toArray(X509Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException(file + " holds no certificate");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not a PEM certificate chain: " + e.getMessage(), e);
        }
    }

    /// The private key of a file in PKCS #8 form, not encrypted.
    static PrivateKey key(Path file) throws IOException {
        String text = new String(content(file), US_ASCII);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new IOException(
                    file
                            + " holds no PKCS #8 key; `openssl pkcs8 -topk8 -nocrypt` turns others"
                            + " into one");
        }
        try {
            return key(
                    file,
                    Base64.getMimeDecoder()
                            .decode(text.substring(begin + KEY_BEGIN.length(), end)));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static PrivateKey key(Path file, byte[] der) throws IOException {
        for (String kind : KEY_KINDS) {
            Optional<PrivateKey> key = key(kind, der);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new IOException(
                file
                        + " is damaged or none of these kinds of key: "
                        + String.join(", ", KEY_KINDS));
    }

    /// The key, if it is of this kind.
    private static Optional<PrivateKey> key(String kind, byte[] der) {
        try {
            return Optional.of(
                    KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (InvalidKeySpecException _) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK knows " + kind, e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + " is above " + BYTES_MAX + " bytes: no PEM file");
        }
        return Files.readAllBytes(file);
    }
}
