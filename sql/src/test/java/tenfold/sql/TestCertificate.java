package tenfold.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tenfold.model.CertificateFiles;

/// A self-signed certificate made by the JDK's keytool and unpacked to PEM files.
public final class TestCertificate {
    private static final String PASSWORD = "changeit";

    private TestCertificate() {}

    public static CertificateFiles files() throws IOException {
        Path folder = Files.createTempDirectory("tenfold-tls");
        Path store = folder.resolve("store.p12");
        try {
            make(store);
            var keys = java.security.KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Path chain = pem(folder, "CERTIFICATE", keys.getCertificate("server").getEncoded());
            Path key =
                    pem(
                            folder,
                            "PRIVATE KEY",
                            keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
            return new CertificateFiles(chain, key, chain);
        } catch (java.security.GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static void make(Path store) throws IOException {
        String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process made =
                new ProcessBuilder(
                                keytool,
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=ip:127.0.0.1,dns:localhost",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                PASSWORD,
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        try {
            if (made.waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Path pem(Path folder, String kind, byte[] content) throws IOException {
        String text =
                java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Path file = folder.resolve(kind.replace(' ', '-') + ".pem");
        return Files.writeString(
                file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }
}
