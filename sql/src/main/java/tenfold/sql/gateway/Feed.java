package tenfold.sql.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tenfold.sql.login.Credentials;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Replies;

/// The one server connection that listens for all idle clients of a role in a database; it lives on
/// one loop.
///
/// A lost connection is made again, at the next tick, and listens to the same channels. What was
/// notified meanwhile is lost, as it is to any client whose server goes away.
final class Feed implements Lender {
    /// A channel that says where in the order of notifications a client changes over.
    static final String MARKS = "tenfold.mark";

    private static final int ASKS_MAX = 10_000;

    private final Loop loop;
    private final Pool.Key key;
    private final Map<String, Set<Subscription>> channels = new HashMap<>();
    private final Map<String, Subscription> marks = new HashMap<>();
    private final ArrayDeque<Runnable> asks = new ArrayDeque<>();
    private Credentials credentials;
    private @Nullable Upstream upstream;
    private @Nullable BackendConnection server;
    private boolean connecting;
    private boolean listening;
    private boolean asking;

    Feed(Loop loop, Pool.Key key, Credentials credentials) {
        this.loop = loop;
        this.key = key;
        this.credentials = credentials;
    }

    /// Uses the primary of `now` from now on.
    void serve(Serving now) {
        Upstream wanted = now.primary();
        if (wanted == null || wanted.equals(upstream)) {
            return;
        }
        upstream = wanted;
        if (server != null) {
            server.terminate();
        }
    }

    /// Listens to the channels of `wanting` and tells it when it does.
    void join(Subscription wanting, Credentials proven) {
        if (asks.size() >= ASKS_MAX) {
            wanting.refused();
            return;
        }
        credentials = proven;
        Set<String> fresh = new HashSet<>();
        for (String channel : wanting.channels()) {
            channels.computeIfAbsent(
                            channel,
                            each -> {
                                fresh.add(each);
                                return new HashSet<>();
                            })
                    .add(wanting);
        }
        marks.put(wanting.mark(), wanting);
        if (!listening) {
            connect(); // and listen to all
            asks.add(wanting::joined);
            return;
        }
        ask(fresh.isEmpty() ? "" : listen(fresh), wanting::joined);
    }

    void leave(Subscription leaving) {
        marks.remove(leaving.mark());
        for (String channel : leaving.channels()) {
            Set<Subscription> here = channels.get(channel);
            if (here != null && here.remove(leaving) && here.isEmpty()) {
                channels.remove(channel);
                if (listening) {
                    ask("UNLISTEN " + quoted(channel), () -> {});
                }
            }
        }
    }

    void close() {
        channels.clear();
        if (server != null) {
            server.terminate();
        }
    }

    /// Once in a while: connects again, or closes what nobody needs.
    void tick() {
        if (!channels.isEmpty()) {
            connect();
        } else if (server != null && !asking) {
            server.terminate();
        }
    }

    private void connect() {
        if (server == null && !connecting && upstream != null) {
            connecting = true;
            loop.connect(this);
        }
    }

    // ---- questions, one at a time

    private void ask(String sql, Runnable then) {
        asks.add(() -> {
            BackendConnection open = server;
            if (sql.isEmpty() || open == null) {
                then.run();
                return;
            }
            asking = true;
            open.ask(
                    sql,
                    new Ask(answer -> {
                        asking = false;
                        if (answer.fault() == null) {
                            then.run();
                            next();
                        } else {
                            asks.addFirst(then); // The next connection listens to all channels.
                            open.terminate();
                        }
                    }));
        });
        next();
    }

    private void next() {
        while (listening && !asking && !asks.isEmpty()) {
            asks.removeFirst().run();
        }
    }

    static String listen(Collection<String> names) {
        return names.stream()
                .map(name -> "LISTEN " + quoted(name))
                .collect(Collectors.joining("; "));
    }

    /// A name as an identifier, its UTF-8 as one letter a byte.
    private static String quoted(String name) {
        String bytes =
                new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return '"' + bytes.replace("\"", "\"\"") + '"';
    }

    // ---- from the server

    @Override
    public void notified(ByteBuf message) {
        int nameAt = message.readerIndex() + 9;
        int end = message.writerIndex();
        String channel = string(message, nameAt, end);
        if (channel.equals(MARKS)) {
            int nameLength = Replies.stringLength(message, nameAt, end);
            Subscription marked = marks.get(string(message, nameAt + nameLength + 1, end));
            if (marked != null) {
                marked.marked();
            }
            return;
        }
        byte[] bytes = ByteBufUtil.getBytes(message);
        channels.getOrDefault(channel, Set.of()).forEach(each -> each.arrived(bytes));
    }

    /// The string of a message that begins at `at`.
    static String string(ByteBuf message, int at, int end) {
        return Replies.text(message, at, Math.max(0, Replies.stringLength(message, at, end)));
    }

    @Override
    public void opened(BackendConnection connection) {
        connecting = false;
        server = connection;
        if (!connection.isOf(upstream()) || connection.isStandby()) {
            connection.terminate();
            return;
        }
        if (!connection.parameters.get("client_encoding").equals("UTF8")) {
            // Names and payloads could not be passed on as they come.
            endWaiting();
            connection.terminate();
            return;
        }
        asking = true;
        Set<String> all =
                Stream.concat(Stream.of(MARKS), channels.keySet().stream())
                        .collect(Collectors.toSet());
        connection.ask(listen(all), new Ask(this::listens));
    }

    private void listens(Ask answer) {
        asking = false;
        listening = answer.fault() == null;
        next();
    }

    private void endWaiting() {
        asks.clear();
        Set.copyOf(marks.values()).forEach(Subscription::refused);
    }

    @Override
    public void failed(Fault why) {
        connecting = false;
    }

    @Override
    public void closed(BackendConnection connection) {
        server = null;
        listening = false;
        asking = false;
        // A mark that was under way does not come any more.
        Set.copyOf(marks.values()).forEach(Subscription::feedLost);
    }

    @Override
    public void idle(BackendConnection connection) {}

    @Override
    public void vanished() {}

    @Override
    public void distrusted() {}

    @Override
    public boolean isPrimary() {
        return true;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Upstream upstream() {
        return Objects.requireNonNull(upstream);
    }

    private @Nullable Alias alias() {
        return upstream().alias();
    }

    @Override
    public String user() {
        Alias alias = alias();
        return alias == null ? key.user() : alias.thereUser();
    }

    @Override
    public String database() {
        Alias alias = alias();
        return alias == null ? key.database() : alias.thereDatabase();
    }

    @Override
    public Credentials credentials() {
        Alias alias = alias();
        return alias == null ? credentials : alias.therePassword();
    }
}
