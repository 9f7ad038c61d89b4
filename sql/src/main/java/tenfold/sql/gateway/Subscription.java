package tenfold.sql.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tenfold.model.PoolMode;
import tenfold.sql.text.Facts;
import tenfold.sql.wire.Fault;

/// What one client listens to through the [Feed] of its role and database, instead of through a
/// server connection of its own.
///
/// How it works: `LISTEN` runs on a server connection as it came, and pins it. Once the client is
/// idle and nothing else pins it, it *moves*: the feed listens to the same channels, then a mark is
/// notified that both connections hear. All listeners of a database hear all notifications in one
/// order, so what came before the mark is the server connection's to deliver, what comes after it
/// the feed's: none is lost and none comes twice. Before the client begins a transaction or does
/// what depends on listening (`LISTEN`, `UNLISTEN`, `NOTIFY`, `pg_listening_channels()`) it moves
/// *back* in the same way, so that all of it is PostgreSQL's own doing.
///
/// While the client is busy its notifications wait, as PostgreSQL's do, for its next ReadyForQuery
/// outside a transaction.
final class Subscription {
    private enum Phase {
        /// The server connection is asked for its channels.
        ASKING,
        /// The feed is to listen to them.
        JOINING,
        /// The mark goes out; until it is heard the server connection delivers.
        MOVING,
        /// The feed delivers.
        SHARED,
        /// The mark goes out; until it is heard the feed delivers.
        BACK,
        OVER
    }

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MARK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int WAITING_BYTES_MAX = 4 << 20;
    private static final String CHANNELS =
            "SELECT pg_catalog.string_agg(pg_catalog.encode("
                    + "pg_catalog.convert_to(c, 'UTF8'), 'hex'), ',')"
                    + " FROM pg_catalog.pg_listening_channels() AS c";

    private final ClientConnection client;
    private final Loop loop;
    private final Feed feed;
    private final String mark = UUID.randomUUID().toString();
    private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
    private final ArrayDeque<byte[]> waitingBehind = new ArrayDeque<>();
    private volatile Set<String> channels = Set.of();
    private Phase phase = Phase.ASKING;
    private boolean serverMarked;
    private boolean serverDone;
    private boolean feedMarked;
    private boolean wantedBack;
    private long idleSinceNanos;
    private long phaseSinceNanos;
    private int waitingBytes;

    private Subscription(ClientConnection client, Feed feed) {
        this.client = client;
        this.loop = client.pool().loop();
        this.feed = feed;
    }

    // ---- read by the feed

    Set<String> channels() {
        return channels;
    }

    String mark() {
        return mark;
    }

    // ---- told by the feed, on its loop

    /// The feed listens to all channels.
    void joined() {
        loop.executor().execute(this::move);
    }

    /// The feed cannot do it.
    void refused() {
        loop.executor().execute(() -> over(true));
    }

    void arrived(byte[] notification) {
        loop.executor().execute(() -> fromFeed(notification));
    }

    void marked() {
        loop.executor().execute(this::feedIsMarked);
    }

    /// The mark does not come; what was notified meanwhile is lost.
    void feedLost() {
        marked();
    }

    // ---- moving

    /// Once in a while, for each client: lets one move that has long been idle and only listens.
    static void tick(ClientConnection client, long now) {
        Subscription has = client.subscription();
        if (has != null) {
            has.tick(now);
            return;
        }
        BackendConnection server = client.backend();
        if (server != null
                && client.session().pins() == Facts.PIN_LISTEN
                && client.pool().mode() == PoolMode.TRANSACTION
                && client.isIdleSince(now - IDLE_NANOS)
                && server.parameters.get("client_encoding").equals("UTF8")) {
            new Subscription(client, client.pool().loop().shared().feed(client.pool()))
                    .start(server);
        }
    }

    private void tick(long now) {
        boolean marks = phase == Phase.MOVING || phase == Phase.BACK;
        if (marks && now - phaseSinceNanos > MARK_NANOS) {
            feedIsMarked();
        } else {
            flush();
        }
    }

    private void enter(Phase next) {
        phase = next;
        phaseSinceNanos = System.nanoTime();
        serverMarked = false;
        serverDone = false;
        feedMarked = false;
    }

    private void start(BackendConnection server) {
        client.subscription(this);
        idleSinceNanos = client.activeNanos();
        client.loan().pause();
        server.ask(CHANNELS, new Ask(answer -> channelsKnown(server, answer)));
    }

    private void channelsKnown(BackendConnection server, Ask answer) {
        if (isGone(server)) {
            return;
        }
        String hex = answer.row().isEmpty() ? null : answer.row().getFirst();
        if (answer.fault() != null || hex == null) {
            over(answer.fault() != null);
        } else {
            channels = decoded(hex);
            enter(Phase.JOINING);
            var credentials = client.pool().credentials();
            feed.loop().executor().execute(() -> feed.join(this, credentials));
        }
        client.loan().goOn(server);
    }

    private static Set<String> decoded(String hex) {
        Set<String> names = new HashSet<>();
        for (String name : hex.split(",", -1)) {
            names.add(new String(HexFormat.of().parseHex(name), UTF_8));
        }
        return Set.copyOf(names);
    }

    private boolean isGone(BackendConnection server) {
        return phase == Phase.OVER || server.isClosed() || client.backend() != server;
    }

    private void move() {
        BackendConnection server = client.backend();
        if (phase != Phase.JOINING) {
            return;
        }
        if (server == null
                || !client.isIdleSince(System.nanoTime())
                || client.activeNanos() != idleSinceNanos) {
            over(false); // It goes on listening by itself, and moves another time.
            return;
        }
        enter(Phase.MOVING);
        client.loan().pause();
        ask(server, "LISTEN \"" + Feed.MARKS + '"', () -> mark(server, "UNLISTEN *"));
    }

    private void mark(BackendConnection server, String then) {
        String notify = "NOTIFY \"" + Feed.MARKS + "\", '" + mark + "'";
        ask(server, notify, () -> ask(server, then, () -> serverIsDone(server)));
    }

    private void ask(BackendConnection server, String sql, Runnable then) {
        server.ask(
                sql,
                new Ask(answer -> {
                    Fault fault = answer.fault();
                    if (phase == Phase.OVER || client.backend() != server) {
                        return;
                    }
                    if (server.isClosed()) {
                        // Where nothing but this was under way the client goes on without it.
                        phase = phase == Phase.BACK ? Phase.SHARED : phase;
                    } else if (fault != null) {
                        client.end(fault.asFatal());
                    } else {
                        then.run();
                    }
                }));
    }

    private void serverIsDone(BackendConnection server) {
        serverMarked = true;
        serverDone = true;
        if (phase == Phase.MOVING) {
            client.session().answered(0);
            client.loan().goOn(server);
        }
        change();
    }

    private void feedIsMarked() {
        feedMarked = true;
        change();
    }

    /// Both have heard the mark: whoever delivers from now on does.
    private void change() {
        if (!feedMarked || !serverDone) {
            return;
        }
        BackendConnection server = client.backend();
        if (phase == Phase.MOVING) {
            phase = Phase.SHARED;
            waiting.addAll(waitingBehind);
            waitingBehind.clear();
            flush();
            if (wantedBack && server != null && !client.isOpen()) {
                startBack(server);
            }
        } else if (phase == Phase.BACK && server != null) {
            waiting.addAll(waitingBehind);
            client.session().pin(Facts.PIN_LISTEN);
            writeWaiting();
            over(false);
            client.resume();
            client.flush();
        }
    }

    // ---- moving back

    /// Whether a statement of which `flags` are known has to wait until `server` listens for the
    /// client. It has to be looked at again then.
    boolean isNeededAt(BackendConnection server, int flags) {
        boolean depends = (flags & (Facts.LISTENS | Facts.BEGIN)) != 0;
        // A server that only reads listens to nothing and notifies nobody.
        boolean between =
                server.lender().isPrimary() && server.status == 'I' && server.replies.isEmpty();
        if (!depends || !between || (phase != Phase.SHARED && phase != Phase.MOVING)) {
            return false;
        }
        client.loan().pause();
        if (phase == Phase.MOVING) { // Its mark is still on its way to the feed.
            wantedBack = true;
        } else {
            startBack(server);
        }
        return true;
    }

    private void startBack(BackendConnection server) {
        wantedBack = false;
        enter(Phase.BACK);
        Set<String> all = new HashSet<>(channels);
        all.add(Feed.MARKS);
        ask(server, Feed.listen(all), () -> mark(server, "UNLISTEN \"" + Feed.MARKS + '"'));
    }

    /// It is over; when it is `refused` it is not tried again.
    private void over(boolean refused) {
        if (phase == Phase.OVER) {
            return;
        }
        phase = Phase.OVER;
        feed.loop().executor().execute(() -> feed.leave(this));
        if (!refused) {
            client.subscription(null);
        }
    }

    void end() {
        over(true);
        waiting.clear();
        waitingBehind.clear();
    }

    // ---- notifications

    /// A notification from the client's own server connection; true when it is not to be passed on.
    boolean heard(ByteBuf message) {
        int nameAt = message.readerIndex() + 9;
        String channel = Feed.string(message, nameAt, message.writerIndex());
        if (channel.equals(Feed.MARKS)) {
            serverMarked = true;
            return true;
        }
        return switch (phase) {
            case ASKING, JOINING, OVER -> false;
            case MOVING -> serverMarked;
            // Where a pipeline made it listen twice.
            case SHARED -> channels.contains(channel);
            case BACK -> {
                if (serverMarked) {
                    wait(waitingBehind, ByteBufUtil.getBytes(message));
                }
                yield true;
            }
        };
    }

    private void fromFeed(byte[] notification) {
        switch (phase) {
            case ASKING, JOINING, OVER -> {}
            case MOVING -> {
                if (feedMarked) {
                    wait(waitingBehind, notification);
                }
            }
            case BACK -> {
                if (!feedMarked) {
                    wait(waiting, notification);
                }
            }
            case SHARED -> {
                wait(waiting, notification);
                flush();
            }
        }
    }

    private void wait(ArrayDeque<byte[]> where, byte[] notification) {
        waitingBytes += notification.length;
        if (waitingBytes > WAITING_BYTES_MAX) {
            client.end(
                    Fault.fatal("53400", "too many notifications wait for this client")
                            .withHint("Read them, and keep transactions of listeners short."));
            return;
        }
        where.add(notification);
    }

    /// Writes what waits, if the client is idle and takes it.
    void flush() {
        if (!waiting.isEmpty() && client.isIdle() && client.isWritable()) {
            writeWaiting();
            client.flush();
        }
    }

    /// Writes what waits ahead of a ReadyForQuery.
    void writeWaiting() {
        while (!waiting.isEmpty()) {
            byte[] notification = waiting.removeFirst();
            waitingBytes -= notification.length;
            client.write(client.buffer().writeBytes(notification));
        }
    }
}
