package tenfold.base.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Asks the kernel which loopback ports can be bound right now.
public final class Ports {
    private Ports() {}

    /// Whether a server could listen on this loopback port now; it may be taken a moment later.
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(Address.LOOPBACK, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// Why a server could not listen, in words for an operator.
    public static String whyNot(Address address, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("Address already in use")) {
            return "port " + address.port() + " is taken by another program";
        }
        if (reason.contains("Permission denied")) {
            return "no permission for port " + address.port() + ": below 1024 it needs a privilege";
        }
        return reason;
    }

    /// A port that the kernel says nobody uses.
    public static int anyFree() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(Address.LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    /// The first free port in `from` to `to` (inclusive) that `allowed` accepts.
    public static int firstFree(int from, int to, IntPredicate allowed) throws IOException {
        return IntStream.rangeClosed(from, to)
                .filter(allowed)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new IOException("no free port in " + from + " to " + to));
    }
}
