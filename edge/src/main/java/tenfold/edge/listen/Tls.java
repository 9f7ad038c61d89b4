package tenfold.edge.listen;

import static java.util.Objects.requireNonNull;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.model.CertificateFiles;
import tenfold.model.ClientCertificates;
import tenfold.model.Listener;
import tenfold.model.ListenerTls;

/// How one listener speaks TLS: what it was to be, the files it was read from, how old they were,
/// and what came of them. They are read again when any of it changes.
record Tls(Object wanted, List<Stamp> stamps, SslContext context, Tickets tickets) {
    /// A file, and when it was changed.
    record Stamp(Path file, FileTime time) {
        static Stamp of(Path file) throws IOException {
            if (!Files.isReadable(file)) {
                throw new IOException("certificate file " + file + " is missing or not readable");
            }
            return new Stamp(file, Files.getLastModifiedTime(file));
        }
    }

    /// Authenticated encryption and forward secrecy only (RFC 9325, and RFC 9113 section 9.2.2),
    /// AES before ChaCha: the server's processor has instructions for it.
    private static final List<String> CIPHERS =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /// Reads the listener's files, or returns `known` when it wants the same and they are the same.
    static Tls read(Listener listener, @Nullable Tls known) throws IOException {
        ListenerTls tls = requireNonNull(listener.tls());
        List<CertificateFiles> all = new ArrayList<>(List.of(tls.certificate()));
        all.addAll(tls.named());
        List<Stamp> stamps = new ArrayList<>();
        for (CertificateFiles each : all) {
            stamps.add(Stamp.of(each.chain()));
            stamps.add(Stamp.of(each.key()));
        }
        ClientCertificates clients = tls.clients();
        if (clients != null) {
            stamps.add(Stamp.of(clients.authorities()));
        }
        var wanted = List.of(tls, listener.http2());
        if (known != null && known.wanted.equals(wanted) && known.stamps.equals(stamps)) {
            return known;
        }
        SslContext context = context(all, tls, listener.http2());
        return new Tls(wanted, List.copyOf(stamps), context, new Tickets(context));
    }

    private static SslContext context(List<CertificateFiles> all, ListenerTls tls, boolean http2)
            throws IOException {
        var keys = new ServerKeys();
        for (CertificateFiles each : all) {
            add(keys, each);
        }
        var builder =
                SslContextBuilder.forServer(keys)
                        .sslProvider(provider())
                        .protocols(
                                tls.tls13Only()
                                        ? List.of("TLSv1.3")
                                        : List.of("TLSv1.3", "TLSv1.2"))
                        .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .applicationProtocolConfig(protocols(http2));
        ClientCertificates clients = tls.clients();
        if (clients != null) {
            builder.clientAuth(clients.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
            trust(builder, clients.authorities());
        }
        return builder.build();
    }

    /// BoringSSL where there is a build of it, else the JDK;
    /// `-Dio.netty.handler.ssl.noOpenSsl=true` forbids the first.
    private static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    private static ApplicationProtocolConfig protocols(boolean http2) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                http2
                        ? List.of(
                                ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
                        : List.of(ApplicationProtocolNames.HTTP_1_1));
    }

    private static void add(ServerKeys keys, CertificateFiles files) throws IOException {
        try {
            X509Certificate[] chain = Pem.certificates(files.chain());
            PrivateKey key = Pem.key(files.key(), chain[0].getPublicKey().getAlgorithm());
            keys.add(chain, key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "certificate %s with key %s cannot be used (%s): give a PEM chain and its PKCS #8 key",
                            files.chain(),
                            files.key(),
                            e.getMessage()),
                    e);
        }
    }

    private static void trust(SslContextBuilder builder, Path authorities) throws IOException {
        try {
            builder.trustManager(Pem.certificates(authorities));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "authorities %s cannot be used (%s): give their certificates as PEM",
                            authorities,
                            e.getMessage()),
                    e);
        }
    }
}
