package tenfold.edge.listen;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.base.net.PemFiles;
import tenfold.model.CertificateFiles;

/// A certificate read from its files, and how old they were: it is read again when they change.
record Certificate(
        CertificateFiles files, FileTime chainTime, FileTime keyTime, SslContext context) {
    /// Reads the files, or returns `known` when they are still the same.
    static Certificate read(CertificateFiles files, @Nullable Certificate known)
            throws IOException {
        FileTime chainTime = time(files.chain());
        FileTime keyTime = time(files.key());
        if (known != null
                && known.files.equals(files)
                && known.chainTime.equals(chainTime)
                && known.keyTime.equals(keyTime)) {
            return known;
        }
        return new Certificate(files, chainTime, keyTime, context(files));
    }

    private static FileTime time(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("certificate file " + file + " is missing or not readable");
        }
        return Files.getLastModifiedTime(file);
    }

    private static SslContext context(CertificateFiles files) throws IOException {
        var alpn =
                new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1);
        try {
            return new JdkSslContext(
                    PemFiles.server(files.chain(), files.key()),
                    false,
                    null,
                    IdentityCipherSuiteFilter.INSTANCE,
                    alpn,
                    ClientAuth.NONE,
                    new String[] {"TLSv1.3", "TLSv1.2"},
                    false);
        } catch (IOException | RuntimeException e) {
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
}
