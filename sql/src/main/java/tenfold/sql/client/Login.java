package tenfold.sql.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import tenfold.sql.login.ScramClient;
import tenfold.sql.login.ScramException;
import tenfold.sql.wire.Tag;

/// Logs one connection in by SCRAM-SHA-256; a server that asks for less is refused, since it proved
/// nothing.
final class Login {
    private static final byte[] ZERO = {0};

    private final Messages messages;
    private final ScramClient scram;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private boolean proven;
    private int pid;

    Login(Messages messages, Endpoint endpoint) {
        this.messages = messages;
        this.scram = new ScramClient(endpoint.credentials());
    }

    /// Returns the settings that the server reported.
    Map<String, String> run(Map<String, String> startup) throws IOException {
        messages.send(0, startup(startup));
        try {
            while (true) {
                byte tag = messages.next();
                ByteBuffer body = messages.body();
                switch (tag) {
                    case Tag.AUTHENTICATION -> authenticate(body);
                    case Tag.PARAMETER_STATUS ->
                            parameters.put(Bytes.string(body), Bytes.string(body));
                    case Tag.BACKEND_KEY -> pid = body.getInt();
                    case Tag.ERROR -> throw ServerError.read(body);
                    case Tag.NOTICE, Tag.NEGOTIATE -> {}
                    case Tag.READY -> {
                        return parameters;
                    }
                    default -> throw new ProtocolException("message " + (char) tag + " at login");
                }
            }
        } catch (ScramException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()));
        }
    }

    int pid() {
        return pid;
    }

    private static byte[] startup(Map<String, String> startup) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(4).putInt(3 << 16).array());
        startup.forEach((name, value) -> {
            out.writeBytes(Bytes.utf8(name));
            out.write(0);
            out.writeBytes(Bytes.utf8(value));
            out.write(0);
        });
        out.write(0);
        return out.toByteArray();
    }

    private void authenticate(ByteBuffer body) throws IOException {
        int kind = body.getInt();
        switch (kind) {
            case 10 -> {
                byte[] first = Bytes.utf8(scram.first());
                messages.send(
                        Tag.PASSWORD,
                        Bytes.utf8(ScramClient.MECHANISM),
                        ZERO,
                        ByteBuffer.allocate(4).putInt(first.length).array(),
                        first);
            }
            case 11 -> messages.send(Tag.PASSWORD, scram.last(rest(body)).getBytes(UTF_8));
            case 12 -> proven = scram.accepts(rest(body));
            case 0 -> {
                if (!proven) {
                    throw new ProtocolException(
                            "the server let us in without proving that it knows the role;"
                                    + " set scram-sha-256 in its pg_hba.conf");
                }
            }
            default ->
                    throw new ProtocolException(
                            "the server asks for authentication of kind "
                                    + kind
                                    + "; set password_encryption and pg_hba.conf to"
                                    + " scram-sha-256 and the password anew");
        }
    }

    private static String rest(ByteBuffer body) {
        return Bytes.text(body, body.remaining());
    }
}
