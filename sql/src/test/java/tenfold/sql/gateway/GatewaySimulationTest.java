package tenfold.sql.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tenfold.model.PoolMode;
import tenfold.model.PoolPolicy;
import tenfold.model.ServerId;
import tenfold.sql.SqlLimits;
import tenfold.sql.login.Credentials;
import tenfold.testkit.AppendHistory;
import tenfold.testkit.Rounds;

/// The gateway's own code, one thread, simulated clients and servers: servers are killed, stopped
/// and replaced at any moment. Nothing acknowledged is lost, nothing is done twice, nobody gets the
/// answer of another, and everybody is answered in the end.
class GatewaySimulationTest {
    private static final int CLIENTS = 4;
    private static final int STEPS = 250;

    @Rounds(400)
    void nothingIsLostOrDoubledWhateverServersDo(long seed) {
        var world = new World(new Random(seed));
        world.run();
        assertThat(world.history.check(world.disk))
                .matches(AppendHistory.Verdict::holds, "nothing is lost, doubled or unexpected");
    }

    /// The broken control: a server that forgets what it has committed must be noticed.
    @Test
    void aServerThatForgetsIsNoticed() {
        int noticed = 0;
        for (int seed = 0; seed < 20; seed++) {
            var world = new World(new Random(seed));
            world.run();
            if (!world.disk.isEmpty()) {
                world.disk.removeFirst();
            }
            noticed += world.history.check(world.disk).holds() ? 0 : 1;
        }
        assertThat(noticed).isGreaterThan(5);
    }

    static final class World implements Dial {
        final AppendHistory history = new AppendHistory();
        final List<Long> disk = new ArrayList<>();
        private final Random random;
        private final EmbeddedChannel clock = new EmbeddedChannel();
        private final Loop loop;
        private final List<SimulatedClient> clients = new ArrayList<>();
        private final Map<Lender, Integer> opening = new HashMap<>();
        private SimulatedServer server;
        private long epoch = 1;

        World(Random random) {
            this.random = random;
            this.server = new SimulatedServer(disk, random);
            var mode = random.nextInt(4) == 0 ? PoolMode.SESSION : PoolMode.TRANSACTION;
            int connections = mode == PoolMode.SESSION ? CLIENTS : 1 + random.nextInt(3);
            var policy = new PoolPolicy(mode, connections, 100);
            var shared = new Shared(SqlLimits.DEFAULT, Transport.NIO, this, 1, policy);
            loop = new Loop(0, clock.eventLoop(), shared);
            shared.add(loop);
            loop.serve(serving());
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(client());
            }
        }

        private Serving serving() {
            var upstream =
                    new Upstream(
                            new ServerId("pg-" + epoch % 2),
                            new Reach.Socket(Path.of("/nowhere")),
                            "postgres",
                            new Credentials.Password(""),
                            null);
            return new Serving(epoch, upstream, List.of());
        }

        private SimulatedClient client() {
            Pool pool = loop.join(new Pool.Key("app", "app"), new Credentials.Password(""));
            var connection = new ClientConnection(pool, new VirtualKey(1, 1), Settings.NONE, false);
            var channel = new EmbeddedChannel(connection);
            loop.joined(connection);
            connection.open();
            return new SimulatedClient(channel, random, history);
        }

        @Override
        public void open(
                EventLoop executor, Reach reach, ChannelHandler handler, Consumer<String> failed) {
            if (!(handler instanceof BackendLogin login)) {
                executor.execute(() -> failed.accept("it takes logins only"));
                return;
            }
            assertThat(opening.merge(login.lender(), 1, Integer::sum))
                    .isLessThanOrEqualTo(Stock.OPENING_MAX);
            executor.execute(() -> {
                opening.merge(login.lender(), -1, Integer::sum);
                if (server.isDown()) {
                    failed.accept("nobody listens");
                } else {
                    server.connect(login);
                }
            });
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            heal();
            // One connection serves them all, one after the other.
            for (int i = 0; i <= CLIENTS; i++) {
                work();
                clients.forEach(SimulatedClient::finish);
                work();
            }
            for (SimulatedClient each : clients) {
                assertThat(each.isIdle()).as("everybody is answered").isTrue();
                each.channel.finishAndReleaseAll();
            }
            server.kill();
        }

        private void step() {
            switch (random.nextInt(40)) {
                case 0 -> lose(true);
                case 1 -> lose(false);
                case 2 -> replace();
                case 3 -> hold();
                case 4 -> loop.gate().open();
                case 5 -> loop.gate().quiesce(java.time.Duration.ZERO, new CompletableFuture<>());
                case 6, 7, 8 -> turn();
                case 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> say();
                default -> serve();
            }
        }

        private void say() {
            SimulatedClient client = clients.get(random.nextInt(CLIENTS));
            if (!client.isOpen()) {
                client.channel.finishAndReleaseAll();
                clients.set(clients.indexOf(client), client());
            } else if (client.isGreeted() && (client.isIdle() || random.nextInt(3) == 0)) {
                client.send();
            }
        }

        private boolean serve() {
            boolean stepped = server.step();
            clients.forEach(SimulatedClient::read);
            return stepped;
        }

        private void turn() {
            clock.runPendingTasks();
            clock.runScheduledPendingTasks();
            loop.tick();
            clock.runPendingTasks();
            clients.forEach(SimulatedClient::read);
        }

        private void lose(boolean suddenly) {
            if (suddenly) {
                server.kill();
            } else {
                server.stop();
            }
            clients.forEach(SimulatedClient::read);
        }

        private void hold() {
            loop.serve(new Serving(epoch, null, List.of()));
        }

        /// Another server with the same data takes over, after the old one is gone.
        private void replace() {
            if (random.nextBoolean()) {
                hold();
            }
            server.kill();
            heal();
        }

        private void heal() {
            if (server.isDown()) {
                server = new SimulatedServer(disk, random);
                epoch++;
            }
            loop.serve(serving());
            loop.gate().open();
            clients.forEach(SimulatedClient::read);
        }

        private void work() {
            for (int idle = 0; idle < 5; idle++) {
                turn();
                while (serve()) {
                    idle = 0;
                }
            }
        }
    }
}
