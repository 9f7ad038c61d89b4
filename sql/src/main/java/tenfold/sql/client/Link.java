package tenfold.sql.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// The bytes to and from one server: a unix socket, TCP, or TLS over TCP.
///
/// The channel is what is closed, by a time limit or by an interrupt: both end a blocked read,
/// write or handshake at once.
final class Link implements AutoCloseable {
    private static final int TLS_REQUEST = 80877103;

    private final SocketChannel channel;
    private InputStream in;
    private OutputStream out;

    private Link(SocketChannel channel) {
        this.channel = channel;
        this.in = InputStream.nullInputStream();
        this.out = OutputStream.nullOutputStream();
    }

    /// A link that is not yet connected, so that a time limit can already close it.
    static Link to(Place place) throws IOException {
        return new Link(
                switch (place) {
                    case Place.UnixSocket _ -> SocketChannel.open(StandardProtocolFamily.UNIX);
                    case Place.Tcp _ -> SocketChannel.open();
                });
    }

    void connect(Place place) throws IOException {
        switch (place) {
            case Place.UnixSocket(Path path) -> {
                channel.connect(UnixDomainSocketAddress.of(path));
                in = Channels.newInputStream(channel);
                out = Channels.newOutputStream(channel);
            }
            case Place.Tcp tcp -> connect(tcp);
        }
    }

    private void connect(Place.Tcp tcp) throws IOException {
        var address = new InetSocketAddress(tcp.host(), tcp.port());
        if (address.isUnresolved()) {
            throw new IOException("the host name " + tcp.host() + " is not known");
        }
        channel.connect(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        in = Channels.newInputStream(channel);
        out = Channels.newOutputStream(channel);
        switch (tcp.tls()) {
            case Tls.Disabled _ -> {}
            case Tls.Preferred _ -> {
                if (offersTls()) {
                    encrypt(tcp, false);
                }
            }
            case Tls.Verified _, Tls.Required _ -> {
                if (!offersTls()) {
                    throw new IOException(tcp + " offers no TLS; switch it on in the server");
                }
                encrypt(tcp, tcp.tls() instanceof Tls.Verified);
            }
        }
    }

    /// One byte is read and no more, so that nothing sent in plain text can be taken for a part of
    /// what is protected.
    private boolean offersTls() throws IOException {
        var request = java.nio.ByteBuffer.allocate(8).putInt(8).putInt(TLS_REQUEST);
        out.write(request.array());
        int answer = in.read();
        return switch (answer) {
            case 'S' -> true;
            case 'N' -> false;
            default -> throw new ProtocolException("the server is no PostgreSQL: answer " + answer);
        };
    }

    private void encrypt(Place.Tcp tcp, boolean verified) throws IOException {
        try {
            var context = Trust.context(tcp.tls());
            var socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(channel.socket(), tcp.host(), tcp.port(), true);
            if (verified) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
            }
            socket.startHandshake();
            in = socket.getInputStream();
            out = socket.getOutputStream();
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS to " + tcp + " cannot be set up: " + e.getMessage(), e);
        }
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    boolean open() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // Nobody can use it any more, which is all that was wanted.
        }
    }
}
