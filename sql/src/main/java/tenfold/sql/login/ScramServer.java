package tenfold.sql.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// The server's side of one login: client-first in, server-first out, client-final in, server-final
/// out.
public final class ScramServer {
    public static final String MECHANISM = Scram.MECHANISM;

    private final Verifier verifier;
    private final String nonce;
    private @Nullable String channelBinding;
    private String clientFirstBare = "";
    private String serverFirst = "";
    private Credentials.@Nullable Keys keys;

    public ScramServer(Verifier verifier) {
        this(verifier, Scram.nonce());
    }

    ScramServer(Verifier verifier, String nonce) {
        this.verifier = verifier;
        this.nonce = nonce;
    }

    /// Takes client-first and returns server-first. Throws [ScramException].
    public String first(String clientFirst) {
        if (channelBinding != null) {
            throw new ScramException("malformed SCRAM message: client-first came twice");
        }
        int comma = clientFirst.indexOf(',');
        int bare = comma < 0 ? -1 : clientFirst.indexOf(',', comma + 1);
        if (bare < 0) {
            throw new ScramException("malformed SCRAM message: no GS2 header");
        }
        String flag = clientFirst.substring(0, comma);
        if (!flag.equals("n") && !flag.equals("y")) {
            throw new ScramException("channel binding was not offered");
        }
        String header = clientFirst.substring(0, bare + 1);
        channelBinding = Scram.encode(header.getBytes(StandardCharsets.UTF_8));
        clientFirstBare = clientFirst.substring(bare + 1);
        String clientNonce = Scram.attribute(clientFirstBare, 'r');
        if (clientNonce.isEmpty() || clientNonce.length() > 256) {
            throw new ScramException("malformed SCRAM message: nonce length");
        }
        serverFirst =
                "r="
                        + clientNonce
                        + nonce
                        + ",s="
                        + verifier.salt()
                        + ",i="
                        + verifier.iterations();
        return serverFirst;
    }

    /// Takes client-final and returns server-final, or null when the proof is wrong.
    public @Nullable String last(String clientFinal) {
        int proofAt = clientFinal.lastIndexOf(",p=");
        if (channelBinding == null || proofAt < 0) {
            throw new ScramException("malformed SCRAM message: no proof");
        }
        String withoutProof = clientFinal.substring(0, proofAt);
        if (!Scram.attribute(withoutProof, 'c').equals(channelBinding)) {
            throw new ScramException("SCRAM channel binding check failed");
        }
        if (!Scram.attribute(withoutProof, 'r').equals(Scram.attribute(serverFirst, 'r'))) {
            throw new ScramException("malformed SCRAM message: nonce does not match");
        }
        byte[] proof = Scram.decode(clientFinal.substring(proofAt + 3));
        if (proof.length != 32) {
            throw new ScramException("malformed SCRAM message: proof length");
        }
        String message = clientFirstBare + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = Scram.xor(proof, Scram.hmac(verifier.storedKey(), message));
        if (!MessageDigest.isEqual(Scram.hash(clientKey), verifier.storedKey())) {
            return null;
        }
        keys = new Credentials.Keys(clientKey, verifier.storedKey(), verifier.serverKey());
        return "v=" + Scram.encode(Scram.hmac(verifier.serverKey(), message));
    }

    /// The keys that the client proved to have; null before and after a wrong proof.
    public Credentials.@Nullable Keys keys() {
        return keys;
    }
}
