package tenfold.sql.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import javax.net.SocketFactory;

/// Lets the JDBC driver connect to a unix socket; made by the driver, with the socket's path.
public final class UnixSockets extends SocketFactory {
    private final String path;

    public UnixSockets(String path) {
        this.path = path;
    }

    @Override
    public Socket createSocket() {
        return new UnixSocket(path);
    }

    @Override
    public Socket createSocket(String host, int port) {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        return createSocket();
    }

    private static final class UnixSocket extends Socket {
        private final String path;
        private final SocketChannel channel;
        private boolean closed;

        UnixSocket(String path) {
            this.path = path;
            try {
                channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void connect(SocketAddress ignored, int timeout) throws IOException {
            channel.connect(UnixDomainSocketAddress.of(path));
        }

        @Override
        public InputStream getInputStream() {
            return Channels.newInputStream(channel);
        }

        @Override
        public OutputStream getOutputStream() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public synchronized void close() throws IOException {
            closed = true;
            channel.close();
        }

        @Override
        public synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public boolean isConnected() {
            return channel.isConnected();
        }

        @Override
        public void setTcpNoDelay(boolean on) {
            // unix sockets have no such delay
        }

        @Override
        public void setKeepAlive(boolean on) {
            // nor a network that could go silent
        }

        @Override
        public synchronized int getSoTimeout() {
            return 0;
        }

        @Override
        public synchronized void setSoTimeout(int timeout) {
            // the tests have time limits of their own
        }

        @Override
        public synchronized int getSendBufferSize() {
            return 64 * 1024;
        }
    }
}
