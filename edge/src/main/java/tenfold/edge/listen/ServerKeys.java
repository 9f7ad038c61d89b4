package tenfold.edge.listen;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The certificates of one listener, chosen by the name that the client asks for (RFC 6066 section
/// 3).
///
/// The TLS implementation asks when it has read the whole ClientHello. To look for the name in the
/// bytes before would be a second parser, and one that can be led to another answer by cutting the
/// ClientHello into pieces (CVE-2026-75595).
final class ServerKeys extends X509ExtendedKeyManager {
    private static final int DNS_NAME = 2;

    private record Pair(List<X509Certificate> chain, PrivateKey key, List<String> names) {
        boolean fits(String keyType) {
            String algorithm = key.getAlgorithm();
            // TLS 1.2 asks for EC_EC and the like, by the key exchange and the signature.
            return keyType.equals(algorithm) || keyType.endsWith("_" + algorithm);
        }

        boolean serves(String name) {
            int dot = name.indexOf('.');
            return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
        }
    }

    private final List<Pair> pairs = new ArrayList<>();

    /// Adds a certificate with its chain; the first is the default.
    void add(X509Certificate[] chain, PrivateKey key) throws CertificateParsingException {
        pairs.add(new Pair(List.of(chain), key, names(chain[0])));
    }

    private static List<String> names(X509Certificate certificate)
            throws CertificateParsingException {
        List<String> names = new ArrayList<>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives != null) {
            for (List<?> each : alternatives) {
                if (Integer.valueOf(DNS_NAME).equals(each.get(0))) {
                    names.add(String.valueOf(each.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        String name = asked(engine);
        if (name != null && pairs.stream().anyMatch(pair -> pair.serves(name))) {
            // An exact name before a wildcard; never the default, whatever its key is.
            String exact = alias(keyType, pair -> pair.names().contains(name));
            return exact != null ? exact : alias(keyType, pair -> pair.serves(name));
        }
        Pair first = pairs.getFirst();
        return alias(keyType, pair -> pair.equals(first));
    }

    private @Nullable String alias(String keyType, java.util.function.Predicate<Pair> condition) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).fits(keyType) && condition.test(pairs.get(i))) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    private static @Nullable String asked(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return pairs.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return pairs.get(Integer.parseInt(alias)).key();
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null; // no sockets here, engines only
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // chosen for each client
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null; // a server
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null; // a server
    }
}
