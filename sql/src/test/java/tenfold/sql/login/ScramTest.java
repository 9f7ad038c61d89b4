package tenfold.sql.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScramTest {
    /// RFC 7677, section 3: user, password "pencil".
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";

    private static Verifier pencil() {
        byte[] salted = Scram.saltedPassword("pencil".toCharArray(), Scram.decode(SALT), 4096);
        byte[] clientKey = Scram.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        String text =
                "SCRAM-SHA-256$4096:"
                        + SALT
                        + "$"
                        + Scram.encode(Scram.hash(clientKey))
                        + ":"
                        + Scram.encode(Scram.hmac(salted, "Server Key"));
        return Verifier.parse(text).orElseThrow();
    }

    @Test
    void agreesWithTheExampleOfTheRfc() {
        var server = new ScramServer(pencil(), "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");

        assertThat(server.first("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))
                .isEqualTo(
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s="
                                + SALT
                                + ",i=4096");
        assertThat(
                        server.last(
                                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
                .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void theKeysOfALoginLogInElsewhere() {
        var first = new ScramServer(pencil());
        var client = new ScramClient(new Credentials.Password("pencil"));
        String answer = first.last(client.last(first.first(client.first())));
        assertThat(client.accepts(Objects.requireNonNull(answer))).isTrue();

        var second = new ScramServer(pencil());
        var gateway = new ScramClient(Objects.requireNonNull(first.keys()));
        String again = second.last(gateway.last(second.first(gateway.first())));
        assertThat(gateway.accepts(Objects.requireNonNull(again))).isTrue();
    }

    @Test
    void aWrongPasswordGivesNoKeys() {
        var server = new ScramServer(pencil());
        var client = new ScramClient(new Credentials.Password("pen"));

        assertThat(server.last(client.last(server.first(client.first())))).isNull();
        assertThat(server.keys()).isNull();
    }

    @Test
    void noPasswordFitsAMockButItLooksReal() {
        byte[] secret = new byte[32];
        var server = new ScramServer(Verifier.mock(secret, "nobody"));
        var client = new ScramClient(new Credentials.Password(""));
        String challenge = server.first(client.first());

        assertThat(Scram.attribute(challenge, 's'))
                .isEqualTo(
                        Scram.attribute(
                                new ScramServer(Verifier.mock(secret, "nobody"))
                                        .first(client.first()),
                                's'));
        assertThat(challenge).endsWith(",i=4096");
        assertThat(server.last(client.last(challenge))).isNull();
    }

    @Test
    void refusesAServerThatAsksForTooManyIterationsOrTwistsTheNonce() {
        var client = new ScramClient(new Credentials.Password("x"), "abc");

        assertThatThrownBy(() -> client.last("r=abcdef,s=" + SALT + ",i=2000000000"))
                .isInstanceOf(ScramException.class);
        assertThatThrownBy(() -> client.last("r=abcdef,s=" + SALT + ",i=0"))
                .isInstanceOf(ScramException.class);
        assertThatThrownBy(() -> client.last("r=abc,s=" + SALT + ",i=1"))
                .isInstanceOf(ScramException.class);
        assertThatThrownBy(() -> client.last("r=xyz,s=" + SALT + ",i=1"))
                .isInstanceOf(ScramException.class);
        assertThatThrownBy(() -> client.last("r=abc" + "x".repeat(5000) + ",s=" + SALT + ",i=1"))
                .isInstanceOf(ScramException.class);
    }

    @Test
    void refusesTamperedMessages() {
        for (String first :
                new String[] {"", "n", "n,,", "p=tls-server-end-point,,n=,r=abc", "n,,n=,r="}) {
            assertThatThrownBy(() -> new ScramServer(pencil()).first(first))
                    .as(first)
                    .isInstanceOf(ScramException.class);
        }
        for (String last :
                new String[] {
                    "",
                    "c=biws",
                    "c=biws,r=other,p=AA==",
                    "c=eSws,r=abcn,p=AA==",
                    "c=biws,r=abcn,p=!",
                    "c=biws,r=abcn,p=AA=="
                }) {
            var server = new ScramServer(pencil(), "n");
            server.first("n,,n=,r=abc");
            assertThatThrownBy(() -> server.last(last)).as(last).isInstanceOf(ScramException.class);
        }
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(new Credentials.Password("pencil").toString()).doesNotContain("pencil");
        assertThat(new Credentials.Keys(new byte[32], new byte[32], new byte[32]))
                .hasToString("Keys[redacted]");
    }
}
