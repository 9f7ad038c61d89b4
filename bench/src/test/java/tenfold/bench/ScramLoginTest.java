package tenfold.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tenfold.testkit.TestPostgres;

@Timeout(60)
class ScramLoginTest {
    @Test
    void logsInToARealServerAndIsRefusedWithAWrongPassword() throws Exception {
        try (var postgres = TestPostgres.start()) {
            var right = new ScramLogin("postgres", "postgres", postgres.password());
            var wrong = new ScramLogin("postgres", "postgres", "guess");

            assertThatCode(() -> login(postgres, right)).doesNotThrowAnyException();
            assertThatCode(() -> login(postgres, right)).doesNotThrowAnyException();
            assertThatThrownBy(() -> login(postgres, wrong))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    private static void login(TestPostgres postgres, ScramLogin login) throws IOException {
        try (var socket = new Socket(postgres.host(), postgres.port())) {
            login.run(socket.getInputStream(), socket.getOutputStream());
        }
    }
}
