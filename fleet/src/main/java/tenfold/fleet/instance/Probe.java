package tenfold.fleet.instance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tenfold.base.net.Address;
import tenfold.base.net.Http2Get;
import tenfold.base.net.ProxyProtocol;
import tenfold.model.HealthCheck;

/// Asks an instance for its health with one `GET` on a connection of its own.
///
/// A plain socket rather than the JDK's HTTP client: half a page, no threads, and first ready when
/// an application is being started.
public record Probe(int port, HealthCheck check) {
    /// What came back, in words for an operator.
    public sealed interface Answer {
        record Good(String words) implements Answer {}

        /// It answered, and said that it is not well.
        record Sick(String words) implements Answer {}

        /// It did not answer in time, or not with HTTP.
        record Silent(String words) implements Answer {}
    }

    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d)\\b.*");
    private static final int STATUS_LINE_MAX = 512;
    private static final int DRAIN_MAX = 64 * 1024;

    /// Blocks for at most the check's timeout.
    public Answer ask() {
        long deadline = System.nanoTime() + check.timeout().toNanos();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(Address.LOOPBACK, port), millisUntil(deadline));
            if (check.speaks().proxyHeader()) {
                socket.getOutputStream().write(ProxyProtocol.local());
            }
            return switch (check.speaks().kind()) {
                case HTTP1 -> askHttp1(socket, deadline);
                case HTTP2 -> answer(new Http2Get(authority(), check.path()).ask(socket, deadline));
                case TCP -> new Answer.Good("accepts connections on port " + port);
            };
        } catch (SocketTimeoutException _) {
            return new Answer.Silent(
                    "no answer to GET %s on port %d within %d ms"
                            .formatted(check.path(), port, check.timeout().toMillis()));
        } catch (IOException e) {
            return new Answer.Silent("nothing answers on port " + port + ": " + e.getMessage());
        }
    }

    private Answer askHttp1(Socket socket, long deadline) throws IOException {
        socket.getOutputStream().write(request());
        Answer answer = answer(statusLine(socket, deadline));
        drain(socket, deadline);
        return answer;
    }

    private String authority() {
        return Address.loopback(port).toString();
    }

    private byte[] request() {
        return ("GET "
                        + check.path()
                        + " HTTP/1.1\r\nHost: "
                        + authority()
                        + "\r\nUser-Agent: tenfold-health\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    private Answer answer(String line) {
        Matcher matcher = STATUS_LINE.matcher(line);
        if (!matcher.matches()) {
            return new Answer.Silent(
                    "port %d does not speak HTTP: '%s'".formatted(port, line.strip()));
        }
        return answer(Integer.parseInt(matcher.group(1)));
    }

    private Answer answer(int status) {
        String words = "answers GET %s with %d".formatted(check.path(), status);
        int limit = check.strict() ? 400 : 500;
        return status < limit ? new Answer.Good(words) : new Answer.Sick(words);
    }

    private static String statusLine(Socket socket, long deadline) throws IOException {
        InputStream in = socket.getInputStream();
        var line = new StringBuilder();
        while (line.length() < STATUS_LINE_MAX) {
            socket.setSoTimeout(millisUntil(deadline));
            int next = in.read();
            if (next < 0 || next == '\n') {
                break;
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /// Reads the rest, so that the application does not see its answer refused. The answer is known
    /// by now: neither an error nor a slow end changes it.
    private static void drain(Socket socket, long deadline) {
        try {
            byte[] rest = new byte[8 * 1024];
            int read = 0;
            int total = 0;
            while (read >= 0 && total < DRAIN_MAX) {
                socket.setSoTimeout(millisUntil(deadline));
                read = socket.getInputStream().read(rest);
                total += read;
            }
        } catch (IOException _) {
            return;
        }
    }

    private static int millisUntil(long deadline) throws SocketTimeoutException {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }
}
