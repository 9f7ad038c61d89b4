package tenfold.sql.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.sql.wire.Tag;

/// One blocking connection to a PostgreSQL server, used by one thread at a time.
public final class Connection implements AutoCloseable {
    private final Endpoint endpoint;
    private final Link link;
    private final TimeLimit limit;
    private final ClientLimits limits;
    private final Messages messages;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private int pid;
    private byte status = 'I';
    private boolean ready = true;

    private Connection(
            Endpoint endpoint, Link link, TimeLimit limit, ClientLimits limits, Messages messages) {
        this.endpoint = endpoint;
        this.link = link;
        this.limit = limit;
        this.limits = limits;
        this.messages = messages;
    }

    /// Connects and logs in. `startup` are settings such as `application_name`, or
    /// `replication=true` or `database` for the replication protocol.
    public static Connection open(
            Endpoint endpoint, Map<String, String> startup, ClientLimits limits)
            throws IOException {
        Link link = Link.to(endpoint.place());
        var limit = new TimeLimit(link::close);
        limit.restart(limits.connectTime());
        try {
            link.connect(endpoint.place());
            var messages = new Messages(link.in(), link.out(), limits.messageLengthMax());
            var made = new Connection(endpoint, link, limit, limits, messages);
            made.login(startup);
            limit.stop();
            return made;
        } catch (IOException e) {
            limit.close();
            link.close();
            throw limit.passed() ? late(endpoint, limits.connectTime(), e) : e;
        }
    }

    public static Connection open(Endpoint endpoint) throws IOException {
        return open(endpoint, Map.of("application_name", "tenfold"), ClientLimits.DEFAULT);
    }

    private void login(Map<String, String> startup) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("user", endpoint.user());
        all.put("database", endpoint.database());
        all.put("client_encoding", "UTF8");
        all.putAll(startup);
        var login = new Login(messages, endpoint);
        parameters.putAll(login.run(all));
        pid = login.pid();
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// The server's process for this connection.
    public int pid() {
        return pid;
    }

    /// A setting that the server reports by itself, such as `server_version`.
    public @Nullable String parameter(String name) {
        return parameters.get(name);
    }

    /// Outside a transaction 'I', inside 'T', in a failed one 'E'.
    public char status() {
        return (char) status;
    }

    public boolean open() {
        return link.open();
    }

    /// Runs statements in one go and returns what the last one answered.
    public Result query(String sql, Duration patience) throws IOException {
        List<Result> results = queries(sql, patience);
        return results.isEmpty() ? new Result(List.of(), List.of(), "") : results.getLast();
    }

    /// Runs statements in one go and returns what each answered.
    public List<Result> queries(String sql, Duration patience) throws IOException {
        List<Result> results = new ArrayList<>();
        exchange(sql, patience, results::add);
        return results;
    }

    /// Runs a COPY TO STDOUT; `patience` is for each piece. A reader that throws closes the
    /// connection. Returns the number of rows.
    public long copyOut(String sql, Duration patience, Reader.Data data) throws IOException {
        List<Result> results = new ArrayList<>();
        exchange(
                sql,
                patience,
                new Reader() {
                    @Override
                    public void result(Result result) {
                        results.add(result);
                    }

                    @Override
                    public void data(ByteBuffer piece) throws IOException {
                        data.accept(piece);
                    }
                });
        return results.getLast().affected();
    }

    /// Begins a COPY FROM STDIN; `patience` is for each piece.
    public CopyIn copyIn(String sql, Duration patience) throws IOException {
        return run(
                patience,
                () -> {
                    ask(sql);
                    await(Tag.COPY_IN);
                    return new CopyIn(this, messages, patience);
                });
    }

    /// Begins a START_REPLICATION; the connection belongs to the stream from then on. `patience` is
    /// how long the server may be silent.
    public ReplicationStream replicate(String command, Duration patience) throws IOException {
        return run(
                patience,
                () -> {
                    ask(command);
                    await(COPY_BOTH);
                    return new ReplicationStream(this, messages, patience);
                });
    }

    /// Runs statements whose answers are results and copied data in any order, as BASE_BACKUP's
    /// are. `patience` is for each message. After a [ServerError] the connection can be used again.
    public void exchange(String sql, Duration patience, Reader reader) throws IOException {
        run(
                patience,
                () -> {
                    ask(sql);
                    read(patience, reader);
                    return true;
                });
    }

    static final byte COPY_BOTH = 'W';

    /// Reads all answers up to ReadyForQuery.
    void read(Duration patience, Reader reader) throws IOException {
        ServerError error = null;
        var answer = new Answer(limits.resultLengthMax());
        while (true) {
            limit.restart(patience);
            byte tag = messages.next();
            ByteBuffer body = messages.body();
            switch (tag) {
                case Tag.ROW_DESCRIPTION -> answer.begin(body);
                case Tag.DATA_ROW -> answer.add(body);
                case Tag.COMMAND_COMPLETE -> reader.result(answer.end(Bytes.string(body)));
                case Tag.COPY_OUT, Tag.EMPTY_QUERY -> {}
                case Tag.COPY_DATA -> reader.data(body);
                case Tag.COPY_DONE -> reader.dataEnds();
                case Tag.COPY_IN, COPY_BOTH ->
                        throw new ProtocolException("this statement wants data from us");
                case Tag.ERROR -> error = ServerError.read(body);
                case Tag.READY -> {
                    ready(body);
                    if (error != null) {
                        throw error;
                    }
                    return;
                }
                default -> aside(tag, body);
            }
            if (error != null && error.fatal()) {
                throw error;
            }
        }
    }

    /// Reads up to the answer that begins a copy.
    private void await(byte wanted) throws IOException {
        while (true) {
            byte tag = messages.next();
            if (tag == wanted) {
                return;
            }
            switch (tag) {
                case Tag.ERROR -> fail(ServerError.read(messages.body()));
                case Tag.COMMAND_COMPLETE, Tag.COPY_OUT, Tag.ROW_DESCRIPTION, Tag.READY ->
                        throw new ProtocolException("this statement wants no data from us");
                default -> aside(tag, messages.body());
            }
        }
    }

    private void fail(ServerError error) throws IOException {
        while (!error.fatal()) {
            byte tag = messages.next();
            if (tag == Tag.READY) {
                ready(messages.body());
                throw error;
            }
        }
        throw error;
    }

    /// What a server may say at any time.
    void aside(byte tag, ByteBuffer body) throws ProtocolException {
        switch (tag) {
            case Tag.NOTICE, Tag.NOTIFICATION -> {}
            case Tag.PARAMETER_STATUS -> parameters.put(Bytes.string(body), Bytes.string(body));
            default -> throw new ProtocolException("unexpected message " + (char) tag);
        }
    }

    /// One call: limited in time, and closing the connection unless it ends well or leaves the
    /// server ready for the next.
    <T extends @Nullable Object> T run(Duration patience, Call<T> call) throws IOException {
        if (!link.open()) {
            throw new IOException("the connection to " + endpoint + " is closed");
        }
        limit.restart(patience);
        boolean well = false;
        try {
            T result = call.run();
            well = true;
            return result;
        } catch (IOException e) {
            throw limit.passed() && !(e instanceof ServerError) ? late(endpoint, patience, e) : e;
        } finally {
            limit.stop();
            if (!well && !ready) {
                close();
            }
        }
    }

    private void ask(String sql) throws IOException {
        byte[] text = cString(sql);
        ready = false;
        messages.send(Tag.QUERY, text);
    }

    private void ready(ByteBuffer body) {
        status = body.get();
        ready = true;
    }

    interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private static SocketTimeoutException late(
            Endpoint endpoint, Duration patience, IOException cause) {
        var late =
                new SocketTimeoutException(
                        "%s did not answer within %d ms".formatted(endpoint, patience.toMillis()));
        late.initCause(cause);
        return late;
    }

    static byte[] cString(String value) {
        Check.that(value.indexOf('\0') < 0, "a statement must not hold a zero");
        return (value + '\0').getBytes(UTF_8);
    }

    /// Ends it at once; the server rolls back what was open.
    @Override
    public void close() {
        limit.close();
        link.close();
    }
}
