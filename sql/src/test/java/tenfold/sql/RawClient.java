package tenfold.sql;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tenfold.sql.login.Credentials;
import tenfold.sql.login.ScramClient;

/// A client that speaks the protocol byte by byte.
final class RawClient implements AutoCloseable {
    /// One message from the server, as text: `Z I` or `D 1|abc`.
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Message(char tag, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /// The SQLSTATE of an error.
        String sqlState() {
            String text = text();
            int at = text.indexOf("\0C");
            return at < 0 ? "" : text.substring(at + 2, at + 7);
        }
    }

    final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;
    int pid;
    int key;

    RawClient(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    static RawClient login(TestGateway gateway) throws IOException {
        RawClient client = new RawClient(gateway.port());
        client.startup(3 << 16, "user", "postgres", "database", "postgres");
        client.authenticate(gateway.postgres().password());
        client.untilReady();
        return client;
    }

    void startup(int version, String... namesAndValues) throws IOException {
        var body = new ByteArrayOutputStream();
        for (String each : namesAndValues) {
            body.writeBytes(each.getBytes(StandardCharsets.UTF_8));
            body.write(0);
        }
        body.write(0);
        out.writeInt(body.size() + 8);
        out.writeInt(version);
        out.write(body.toByteArray());
        out.flush();
    }

    void authenticate(String password) throws IOException {
        var scram = new ScramClient(new Credentials.Password(password));
        read();
        byte[] first = scram.first().getBytes(StandardCharsets.UTF_8);
        var initial = new ByteArrayOutputStream();
        initial.writeBytes("SCRAM-SHA-256\0".getBytes(StandardCharsets.UTF_8));
        new DataOutputStream(initial).writeInt(first.length);
        initial.writeBytes(first);
        send('p', initial.toByteArray());
        Message challenge = read();
        String last = scram.last(challenge.text().substring(4));
        send('p', last.getBytes(StandardCharsets.UTF_8));
    }

    void send(char tag, byte[] body) throws IOException {
        out.write(message(tag, body));
        out.flush();
    }

    static byte[] message(char tag, byte[] body) {
        var all = java.nio.ByteBuffer.allocate(body.length + 5);
        all.put((byte) tag).putInt(body.length + 4).put(body);
        return all.array();
    }

    /// A body of strings, each with its zero; text in angle brackets is two-byte numbers.
    static byte[] body(Object... parts) {
        var body = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof String text) {
                body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                body.write(0);
            } else if (part instanceof Character letter) {
                body.write(letter);
            } else {
                int number = (Integer) part;
                body.write(number >>> 8);
                body.write(number);
            }
        }
        return body.toByteArray();
    }

    void query(String sql) throws IOException {
        send('Q', body(sql));
    }

    /// Reads one message; throws [EOFException] when the server has closed.
    Message read() throws IOException {
        char tag = (char) in.readByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        if (tag == 'K') {
            pid = java.nio.ByteBuffer.wrap(body).getInt();
            key = java.nio.ByteBuffer.wrap(body).getInt(4);
        }
        return new Message(tag, body);
    }

    /// All messages up to the next ReadyForQuery, or to the end.
    List<Message> untilReady() throws IOException {
        List<Message> messages = new ArrayList<>();
        try {
            do {
                messages.add(read());
            } while (messages.getLast().tag() != 'Z');
        } catch (EOFException _) {
            messages.add(new Message('!', new byte[0]));
        }
        return messages;
    }

    /// The tags of the messages up to the next ReadyForQuery; `!` stands for the end.
    String tags() throws IOException {
        var tags = new StringBuilder();
        untilReady().forEach(each -> tags.append(each.tag()));
        return tags.toString();
    }

    /// All rows' first columns up to ReadyForQuery.
    static List<String> rows(List<Message> messages) {
        return messages.stream()
                .filter(each -> each.tag() == 'D')
                .map(each ->
                        new String(each.body(), 6, each.body().length - 6, StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
