package tenfold.edge.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tenfold.edge.opening.Ends;

/// The header lines that tell an application who asked: `X-Forwarded-For`, `-Proto`, `-Port`,
/// `-Host` and `Forwarded` (RFC 7239).
///
/// They are the same for all requests of a connection that name the same host, so the lines of the
/// last host are kept.
public final class Forwarded {
    private final Ends ends;
    private final byte[] client;
    private final byte[] node;
    private final byte[] hostOfEdge;
    private final boolean secure;
    private final int port;
    private byte[] host = {};
    private byte[] lines = {};
    private byte[] certificate = {};
    private byte @Nullable [] address;
    private boolean http2;

    /// `hostOfEdge` stands for the Host of clients that sent none.
    public Forwarded(Ends ends, byte[] hostOfEdge, int port, boolean secure) {
        this.ends = ends;
        String client = ends.client().getAddress().getHostAddress();
        this.client = Ascii.bytes(client);
        this.node = Ascii.bytes(client.indexOf(':') >= 0 ? "\"[" + client + "]\"" : client);
        this.hostOfEdge = hostOfEdge;
        this.port = port;
        this.secure = secure;
    }

    /// Of a client with that address literal, of whose connection nothing else is known.
    public Forwarded(String client, byte[] hostOfEdge, int port, boolean secure) {
        this(
                new Ends(
                        new InetSocketAddress(InetAddress.ofLiteral(client), 0),
                        new InetSocketAddress(port)),
                hostOfEdge,
                port,
                secure);
    }

    /// The connection turns out to speak HTTP/2.
    public void becomeHttp2() {
        http2 = true;
    }

    public boolean http2() {
        return http2;
    }

    /// Both ends of the client's connection.
    public Ends ends() {
        return ends;
    }

    /// The client's address as an IP literal.
    public byte[] client() {
        return client;
    }

    /// The client's address, 4 or 16 bytes.
    public byte[] address() {
        byte[] known = address;
        if (known == null) {
            known = ends.client().getAddress().getAddress();
            address = known;
        }
        return known;
    }

    public byte[] hostOfEdge() {
        return hostOfEdge;
    }

    public boolean secure() {
        return secure;
    }

    /// The client has shown a certificate that was checked, or none: `element` is one element of
    /// `X-Forwarded-Client-Cert`, or empty.
    public void certificate(String element) {
        certificate =
                Ascii.bytes(
                        element.isEmpty()
                                ? "X-Forwarded-Client-Verify: NONE\r\n"
                                : "X-Forwarded-Client-Verify: SUCCESS\r\nX-Forwarded-Client-Cert: "
                                        + element
                                        + "\r\n");
        lines = new byte[0];
    }

    public byte[] lines(RequestHead head) {
        byte[] source = head.bytes();
        int from = head.hostStart();
        int to = head.hostEnd();
        if (from == to) {
            source = hostOfEdge;
            from = 0;
            to = source.length;
        }
        if (lines.length == 0 || !Arrays.equals(host, 0, host.length, source, from, to)) {
            host = Arrays.copyOfRange(source, from, to);
            lines = write();
        }
        return lines;
    }

    private byte[] write() {
        byte[] proto = Ascii.bytes(secure ? "https" : "http");
        var out = new ByteSink(192 + 2 * host.length);
        out.put(Ascii.bytes("X-Forwarded-For: ")).put(client).line();
        out.put(Ascii.bytes("X-Forwarded-Proto: ")).put(proto).line();
        out.put(Ascii.bytes("X-Forwarded-Host: ")).put(host).line();
        out.put(Ascii.bytes("X-Forwarded-Port: ")).decimal(port).line();
        out.put(Ascii.bytes("Forwarded: for=")).put(node);
        out.put(Ascii.bytes(";host=\"")).put(host);
        out.put(Ascii.bytes("\";proto=")).put(proto).line();
        out.put(certificate);
        return Arrays.copyOf(out.bytes(), out.size());
    }
}
