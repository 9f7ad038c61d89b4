package tenfold.base.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFilesTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519", "RSASSA-PSS"})
    void readsAKeyOfEachKind(String kind) throws Exception {
        byte[] key = KeyPairGenerator.getInstance(kind).generateKeyPair().getPrivate().getEncoded();

        assertThat(PemFiles.key(pem("PRIVATE KEY", key)).getEncoded()).isEqualTo(key);
    }

    @Test
    void readsAChainInItsOrder() throws Exception {
        byte[] server = certificate("server");
        byte[] authority = certificate("authority");
        Path file =
                Files.writeString(
                        folder.resolve("chain.pem"),
                        text("CERTIFICATE", server) + "# by\n" + text("CERTIFICATE", authority));

        assertThat(List.of(PemFiles.chain(file)))
                .extracting(one -> one.getSubjectX500Principal().getName())
                .containsExactly("CN=server", "CN=authority");
    }

    @Test
    void aChainAndAKeyMakeAServer() throws Exception {
        Path chain =
                Files.writeString(
                        folder.resolve("chain.pem"), text("CERTIFICATE", certificate("server")));
        KeyStore store =
                KeyStore.getInstance(
                        folder.resolve("server.p12").toFile(), "changeit".toCharArray());
        Path key =
                pem("PRIVATE KEY", store.getKey("server", "changeit".toCharArray()).getEncoded());

        assertThat(PemFiles.server(chain, key).createSSLEngine().getSupportedProtocols())
                .contains("TLSv1.3");
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> PemFiles.server(chain, absent)).isInstanceOf(IOException.class);
    }

    @Test
    void saysHowAnotherFormOfKeyIsTurnedIntoOurs() throws IOException {
        Path file = pem("EC PRIVATE KEY", new byte[] {1, 2, 3});

        assertThatThrownBy(() -> PemFiles.key(file))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(file.toString(), "openssl pkcs8 -topk8");
    }

    @Test
    void refusesWhatIsNoCertificateAndNoKey() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path noKey = pem("PRIVATE KEY", new byte[] {1, 2, 3});
        Path noText =
                Files.writeString(
                        folder.resolve("text"),
                        "-----BEGIN PRIVATE KEY-----\n=!=\n-----END PRIVATE KEY-----\n");
        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> PemFiles.chain(empty)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PemFiles.key(empty)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PemFiles.key(noKey))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none of these kinds");
        assertThatThrownBy(() -> PemFiles.key(noText)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> PemFiles.key(large))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("above");
    }

    @Test
    void damagedFilesAreProblemsAndNothingWorse() throws Exception {
        byte[] chain = text("CERTIFICATE", certificate("server")).getBytes(US_ASCII);
        byte[] key =
                text(
                                "PRIVATE KEY",
                                KeyPairGenerator.getInstance("EC")
                                        .generateKeyPair()
                                        .getPrivate()
                                        .getEncoded())
                        .getBytes(US_ASCII);
        var random = new Random(25);
        for (int i = 0; i < 400; i++) {
            Path file = Files.write(folder.resolve("damaged"), damaged(chain, random));
            Path other = Files.write(folder.resolve("other"), damaged(key, random));
            readOrRefuse(() -> PemFiles.chain(file));
            readOrRefuse(() -> PemFiles.key(other));
        }
    }

    private interface Reading {
        Object read() throws IOException;
    }

    private static void readOrRefuse(Reading reading) {
        try {
            assertThat(reading.read()).isNotNull();
        } catch (IOException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        byte[] copy = java.util.Arrays.copyOf(whole, whole.length - random.nextInt(3) * 20);
        for (int i = random.nextInt(4); i >= 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(128);
        }
        return copy;
    }

    private Path pem(String kind, byte[] der) throws IOException {
        return Files.writeString(folder.resolve("one.pem"), text(kind, der));
    }

    private static String text(String kind, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(
                        kind,
                        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
                        kind);
    }

    private byte[] certificate(String name) throws IOException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                name,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                "changeit")
                        .inheritIO()
                        .start();
        assertThat(keytool.onExit().join().exitValue()).isZero();
        return KeyStore.getInstance(store.toFile(), "changeit".toCharArray())
                .getCertificate(name)
                .getEncoded();
    }
}
