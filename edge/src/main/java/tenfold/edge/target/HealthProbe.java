package tenfold.edge.target;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import tenfold.base.net.Http2Get;
import tenfold.edge.http.Ascii;
import tenfold.edge.http.HeadLimits;
import tenfold.edge.http.HttpViolation;
import tenfold.edge.http.ResponseHead;
import tenfold.edge.opening.ProxyHeader;
import tenfold.edge.target.Health.Finding;
import tenfold.model.HealthCheck;
import tenfold.model.Target;

/// Asks one target for its health, once, blocking: made for virtual threads.
final class HealthProbe {
    private static final HeadLimits LIMITS = new HeadLimits(8 << 10, 32 << 10, 200);
    private static final int INTERIM_MAX = 8;
    private static final int ACCEPTED = 200;

    private HealthProbe() {}

    static Finding ask(Target target, HealthCheck check) {
        try (var socket = new Socket()) {
            long deadline = System.nanoTime() + check.timeout().toNanos();
            socket.connect(target.address().toSocketAddress(), millisUntil(deadline));
            if (check.speaks().proxyHeader()) {
                socket.getOutputStream().write(ProxyHeader.write(null));
            }
            int status =
                    switch (check.speaks().kind()) {
                        case HTTP1 -> {
                            socket.getOutputStream().write(request(target, check));
                            yield status(socket, deadline);
                        }
                        case HTTP2 ->
                                new Http2Get(target.address().toString(), check.path())
                                        .ask(socket, deadline);
                        case TCP -> ACCEPTED;
                    };
            boolean good = status < (check.strict() ? 400 : 500);
            return good
                    ? new Finding.Passed()
                    : new Finding.Failed("GET " + check.path() + " answers " + status);
        } catch (ConnectException e) {
            return new Finding.Refused("nothing listens on " + target.address());
        } catch (SocketTimeoutException e) {
            long millis = check.timeout().toMillis();
            return new Finding.Failed(
                    "GET " + check.path() + " has no answer after " + millis + " ms");
        } catch (IOException | HttpViolation e) {
            return new Finding.Failed("GET " + check.path() + " fails: " + e.getMessage());
        }
    }

    private static byte[] request(Target target, HealthCheck check) {
        return Ascii.bytes(
                "GET "
                        + check.path()
                        + " HTTP/1.1\r\nHost: "
                        + target.address()
                        + "\r\nUser-Agent: tenfold-health\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }

    private static int status(Socket socket, long deadline) throws IOException, HttpViolation {
        InputStream in = socket.getInputStream();
        var head = new ResponseHead(LIMITS);
        byte[] chunk = new byte[1024];
        int interim = 0;
        while (interim < INTERIM_MAX) {
            socket.setSoTimeout(millisUntil(deadline));
            int count = in.read(chunk);
            if (count < 0) {
                throw new IOException("the connection was closed without an answer");
            }
            var bytes = Unpooled.wrappedBuffer(chunk, 0, count);
            while (head.offer(bytes)) {
                if (!head.isInterim()) {
                    return head.status();
                }
                interim++;
                head.clear();
            }
        }
        throw new IOException("too many interim answers");
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }
}
