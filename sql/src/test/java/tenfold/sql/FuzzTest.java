package tenfold.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static tenfold.sql.RawClient.body;
import static tenfold.sql.RawClient.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import tenfold.testkit.Await;
import tenfold.testkit.Rounds;

/// Malformed bytes before and after login: nothing escapes the connection that sent them.
class FuzzTest {
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.open(3);
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    @Rounds(60)
    void bytesBeforeLoginHurtNobodyElse(long seed) throws Exception {
        var random = new Random(seed);
        try (var client = new RawClient(gateway.port())) {
            client.socket.setSoTimeout(50);
            if (random.nextBoolean()) {
                client.startup(3 << 16, "user", "postgres");
            }
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (noise.length > 4 && random.nextBoolean()) {
                noise[0] = 'p';
                noise[1] = 0;
                noise[2] = 0;
                noise[3] = 0;
            }
            swallow(client, noise);
        }
        assertOthersAreServed();
    }

    @Rounds(60)
    void mutatedSessionsHurtNobodyElse(long seed) throws Exception {
        var random = new Random(seed);
        byte[] session = session();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            session[random.nextInt(session.length)] = (byte) random.nextInt();
        }
        try (var client = RawClient.login(gateway)) {
            client.socket.setSoTimeout(50);
            swallow(client, session);
        }
        assertOthersAreServed();
    }

    private static byte[] session() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(message('Q', body("BEGIN; SET x.y = 'z'; SELECT 'mine'")));
        all.writeBytes(message('P', body("name", "SELECT $1::text", 0)));
        all.writeBytes(message('D', body('S', "name")));
        all.writeBytes(message('B', body("portal", "name", 0, 1, 0, 4, "abc", 0)));
        all.writeBytes(message('D', body('P', "portal")));
        all.writeBytes(message('E', body("portal", 0, 0)));
        all.writeBytes(message('H', new byte[0]));
        all.writeBytes(message('C', body('S', "name")));
        all.writeBytes(message('S', new byte[0]));
        all.writeBytes(message('Q', body("COPY (SELECT 'mine') TO STDOUT; COMMIT; LISTEN a")));
        all.writeBytes(message('d', body("row")));
        all.writeBytes(message('c', new byte[0]));
        all.writeBytes(message('F', body(0, 2026, 0, 0, 0)));
        return all.toByteArray();
    }

    private static void swallow(RawClient client, byte[] noise) {
        try {
            client.out.write(noise);
            client.out.flush();
            byte[] sink = new byte[4096];
            int n = client.in.read(sink);
            while (n > 0) {
                n = client.in.read(sink);
            }
        } catch (IOException _) {
            // Timed out or cut off: both are fine.
        }
    }

    private static void assertOthersAreServed() throws Exception {
        try (var other = RawClient.login(gateway)) {
            other.query("SELECT 'fine', coalesce(current_setting('x.y', true), '')");
            assertThat(other.tags()).isEqualTo("TDCZ");
        }
        Await.until(
                "nobody waits",
                Duration.ofSeconds(5),
                () -> gateway.sql().report().clientsWaiting() == 0);
    }
}
