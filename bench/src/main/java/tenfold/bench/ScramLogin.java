package tenfold.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// A client's login with `SCRAM-SHA-256` over the PostgreSQL protocol, version 3.0, up to the first
/// ReadyForQuery. The key derived from the password is kept for each salt.
///
/// Source: PostgreSQL documentation, "SASL Authentication"; RFC 5802 and RFC 7677.
final class ScramLogin {
    private static final int PROTOCOL_3_0 = 3 << 16;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final String CLIENT_NONCE = "bench-of-ten-thousand-idle";
    private static final int MESSAGE_LENGTH_MAX = 1 << 16;

    private final String database;
    private final String user;
    private final String password;
    private final Map<String, byte[]> saltedPasswords = new HashMap<>();

    ScramLogin(String database, String user, String password) {
        this.database = database;
        this.user = user;
        this.password = password;
    }

    void run(InputStream input, OutputStream output) throws IOException {
        var in = new DataInputStream(input);
        var out = new DataOutputStream(output);
        byte[] startup = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(UTF_8);
        out.writeInt(startup.length + 8);
        out.writeInt(PROTOCOL_3_0);
        out.write(startup);
        out.flush();
        for (Message message = read(in); message.tag != 'Z'; message = read(in)) {
            if (message.tag == 'E') {
                throw new IOException(
                        "refused: " + new String(message.body, UTF_8).replace('\0', ' '));
            }
            if (message.tag == 'R') {
                answer(message, out);
            }
        }
    }

    private void answer(Message message, DataOutputStream out) throws IOException {
        int kind = message.kind();
        if (kind == SASL) {
            byte[] first = clientFirst().getBytes(UTF_8);
            var body = new ByteArrayOutputStream();
            var data = new DataOutputStream(body);
            data.write("SCRAM-SHA-256\0".getBytes(UTF_8));
            data.writeInt(first.length + 3);
            data.write("n,,".getBytes(UTF_8));
            data.write(first);
            write(out, body.toByteArray());
        } else if (kind == SASL_CONTINUE) {
            write(out, clientFinal(message.text()).getBytes(UTF_8));
        }
    }

    private static String clientFirst() {
        return "n=,r=" + CLIENT_NONCE;
    }

    private String clientFinal(String serverFirst) throws IOException {
        String[] part = serverFirst.split(",");
        String withoutProof = "c=biws,r=" + part[0].substring(2);
        String toSign = clientFirst() + "," + serverFirst + "," + withoutProof;
        try {
            byte[] salted = saltedPassword(part[1].substring(2), part[2].substring(2));
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
            byte[] proof = hmac(storedKey, toSign);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            return withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof);
        } catch (GeneralSecurityException e) {
            throw new IOException("this JDK lacks SCRAM's algorithms", e);
        }
    }

    private byte[] saltedPassword(String salt, String iterations) throws GeneralSecurityException {
        String key = salt + "/" + iterations;
        byte[] known = saltedPasswords.get(key);
        if (known != null) {
            return known;
        }
        byte[] saltBytes = Base64.getDecoder().decode(salt);
        var spec =
                new PBEKeySpec(
                        password.toCharArray(), saltBytes, Integer.parseInt(iterations), 256);
        byte[] derived =
                SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                        .generateSecret(spec)
                        .getEncoded();
        saltedPasswords.put(key, derived);
        return derived;
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static void write(DataOutputStream out, byte[] body) throws IOException {
        out.writeByte('p');
        out.writeInt(body.length + 4);
        out.write(body);
        out.flush();
    }

    private static Message read(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        int length = in.readInt();
        if (length < 4 || length > MESSAGE_LENGTH_MAX) {
            throw new IOException("message of length " + length);
        }
        byte[] body = new byte[length - 4];
        in.readFully(body);
        return new Message(tag, body);
    }

    private static final class Message {
        private final int tag;
        private final byte[] body;

        Message(int tag, byte[] body) {
            this.tag = tag;
            this.body = body;
        }

        /// The kind of an authentication request.
        int kind() {
            return body[0] << 24
                    | (body[1] & 0xff) << 16
                    | (body[2] & 0xff) << 8
                    | (body[3] & 0xff);
        }

        /// What follows the kind.
        String text() {
            return new String(body, 4, body.length - 4, UTF_8);
        }
    }
}
