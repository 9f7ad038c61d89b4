package tenfold.edge.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tenfold.model.CertificateFiles;

/// A self-signed certificate and its key, made by the JDK's keytool.
public record TestCertificate(KeyStore store, CertificateFiles files) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    /// `alternatives` as keytool has them: `dns:a.example,dns:*.b.example`.
    public static TestCertificate make(Path folder, String name, String alternatives)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString()));
        Stream.of(
                        "-genkeypair -alias edge -keyalg EC -groupname secp256r1 -storepass changeit"
                                .split(" "))
                .forEach(command::add);
        command.addAll(List.of("-dname", "CN=" + name, "-ext", "san=" + alternatives));
        command.addAll(List.of("-keystore", file.toString()));
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("keytool fails");
        }
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        Path chain = folder.resolve(name + "-chain.pem");
        Path key = folder.resolve(name + "-key.pem");
        pem(chain, "CERTIFICATE", store.getCertificate("edge").getEncoded());
        pem(key, "PRIVATE KEY", store.getKey("edge", PASSWORD).getEncoded());
        return new TestCertificate(store, new CertificateFiles(chain, key, chain));
    }

    /// Connects to a server that has this certificate, offering these protocols; shows `own` if it
    /// is given.
    public SSLSocket connect(int port, @Nullable TestCertificate own, String... protocols)
            throws IOException, GeneralSecurityException {
        var socket = (SSLSocket) context(own).getSocketFactory().createSocket("127.0.0.1", port);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        return socket;
    }

    /// Trusts this certificate only; shows `own` if it is given.
    public SSLContext context(@Nullable TestCertificate own) throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own == null ? null : own.store, own == null ? null : PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    public X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate("edge");
    }

    private static void pem(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.write(
                file, List.of("-----BEGIN " + kind + "-----", body, "-----END " + kind + "-----"));
    }
}
