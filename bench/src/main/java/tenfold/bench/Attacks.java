package tenfold.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Attacks on a server of this machine, each for some seconds, while bystanders ask for a small
/// page: prints for each the bystanders' p99 in the calm before and during it, their failures, and
/// the server's largest memory and number of descriptors. Arguments: port, process id, seconds.
final class Attacks {
    private static final int BYSTANDERS = 4;
    private static final int ATTACKERS = 64;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int SAMPLES_MAX = 1 << 20;
    private static final byte[] PREFACE =
            bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", frame(4, 0, 0, new byte[0]));

    /// `:method GET`, `:scheme http`, `:path /`, `:authority a`: of the static table, but for the
    /// last.
    private static final byte[] HEADERS = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x01, 0x01, 'a'};

    /// What one attacker does on one connection, over and over, until it is thrown out.
    private interface Attack {
        void on(Socket socket, AtomicBoolean goesOn) throws IOException;
    }

    private final int port;
    private final Path process;
    private final long seconds;

    private Attacks(int port, long pid, long seconds) {
        this.port = port;
        this.process = Path.of("/proc/" + pid);
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new Attacks(
                        Integer.parseInt(arguments[0]),
                        Long.parseLong(arguments[1]),
                        Long.parseLong(arguments[2]))
                .run();
    }

    private void run() throws IOException, InterruptedException {
        PrintStream out = Output.open();
        var _ = watch(null); // warms up
        out.println(
                "| attack | calm p99 ms | p99 ms | ratio | failures of others | memory MB"
                        + " | descriptors | attackers thrown out |");
        out.println("|---|---|---|---|---|---|---|---|");
        for (Map.Entry<String, Attack> each : attacks().entrySet()) {
            Seen calm = watch(null);
            Seen hot = watch(each.getValue());
            out.println(
                    String.format(
                            Locale.ROOT,
                            "| %s | %.2f | %.2f | %.2f | %d | %d | %d | %d |",
                            each.getKey(),
                            calm.p99Millis,
                            hot.p99Millis,
                            hot.p99Millis / calm.p99Millis,
                            hot.failures,
                            hot.memoryMib,
                            hot.descriptors,
                            hot.thrownOut));
        }
    }

    private static Map<String, Attack> attacks() {
        var all = new LinkedHashMap<String, Attack>();
        all.put("slow heads", Attacks::slowHead);
        all.put("slow bodies", Attacks::slowBody);
        all.put("answers that nobody reads", Attacks::unread);
        all.put("requests sent ahead", Attacks::ahead);
        all.put(
                "connections opened and closed",
                (socket, _) -> socket.getOutputStream().write('G'));
        all.put("headers above the limit", (socket, _) -> largeHeaders(socket));
        all.put("two lengths", (socket, _) -> twoLengths(socket));
        all.put("HTTP/2 rapid reset", (socket, on) -> streams(socket, on, 3, new byte[4]));
        all.put("HTTP/2 made you reset", (socket, on) -> streams(socket, on, 8, new byte[4]));
        all.put("HTTP/2 CONTINUATION", Attacks::continuation);
        all.put("HTTP/2 PING", (socket, on) -> frames(socket, on, frame(6, 0, 0, new byte[8])));
        all.put("HTTP/2 SETTINGS", (socket, on) -> frames(socket, on, frame(4, 0, 0, new byte[0])));
        return all;
    }

    // ---- what is seen meanwhile ----

    private record Seen(
            double p99Millis, long failures, long memoryMib, long descriptors, long thrownOut) {}

    private Seen watch(@Nullable Attack attack) throws IOException, InterruptedException {
        var goesOn = new AtomicBoolean(true);
        var failures = new AtomicLong();
        var thrownOut = new AtomicLong();
        var latencies = new long[SAMPLES_MAX];
        var count = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < BYSTANDERS; i++) {
            threads.add(Thread.startVirtualThread(() -> ask(goesOn, failures, latencies, count)));
        }
        for (int i = 0; attack != null && i < ATTACKERS; i++) {
            threads.add(Thread.startVirtualThread(() -> attack(attack, goesOn, thrownOut)));
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long memory = 0;
        long descriptors = 0;
        while (System.nanoTime() < end) {
            memory = Math.max(memory, memoryMib());
            descriptors = Math.max(descriptors, descriptors());
            Thread.sleep(50);
        }
        goesOn.set(false);
        for (Thread each : threads) {
            each.join(TimeUnit.SECONDS.toMillis(15));
        }
        int samples = (int) Math.min(count.get(), SAMPLES_MAX);
        Arrays.sort(latencies, 0, samples);
        double p99 = samples == 0 ? Double.NaN : latencies[(int) (samples * 0.99)] / 1e6;
        return new Seen(p99, failures.get(), memory, descriptors, thrownOut.get());
    }

    private void ask(
            AtomicBoolean goesOn, AtomicLong failures, long[] latencies, AtomicLong count) {
        byte[] request = bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0]);
        while (goesOn.get()) {
            try (var socket = connect()) {
                InputStream in = socket.getInputStream();
                while (goesOn.get()) {
                    long begun = System.nanoTime();
                    socket.getOutputStream().write(request);
                    answer(in);
                    int at = (int) Math.min(count.getAndIncrement(), SAMPLES_MAX - 1);
                    latencies[at] = System.nanoTime() - begun;
                    LockSupport.parkNanos(PAUSE);
                }
            } catch (IOException _) {
                failures.incrementAndGet();
            }
        }
    }

    /// Reads one answer with a length.
    private static void answer(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("the answer breaks off");
            }
            head.write(b);
            last = last << 8 | b;
        }
        String text = head.toString(StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (!text.startsWith("http/1.1 200 ")) {
            throw new IOException(text);
        }
        int at = text.indexOf("content-length: ") + "content-length: ".length();
        in.skipNBytes(Long.parseLong(text.substring(at, text.indexOf('\r', at))));
    }

    private void attack(Attack attack, AtomicBoolean goesOn, AtomicLong thrownOut) {
        while (goesOn.get()) {
            try (var socket = connect()) {
                attack.on(socket, goesOn);
            } catch (IOException _) {
                thrownOut.incrementAndGet();
            }
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket("127.0.0.1", port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private long memoryMib() throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
            }
        }
        return 0;
    }

    private long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(process.resolve("fd"))) {
            return all.count();
        }
    }

    // ---- the attacks ----

    private static void slowHead(Socket socket, AtomicBoolean goesOn) throws IOException {
        trickle(socket, goesOn, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    }

    private static void slowBody(Socket socket, AtomicBoolean goesOn) throws IOException {
        trickle(socket, goesOn, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n");
    }

    private static void trickle(Socket socket, AtomicBoolean goesOn, String begin)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes(begin, new byte[0]));
        while (goesOn.get()) {
            LockSupport.parkNanos(PAUSE * 50);
            out.write('x');
        }
    }

    private static void unread(Socket socket, AtomicBoolean goesOn) throws IOException {
        socket.setReceiveBufferSize(4096);
        socket.getOutputStream().write(bytes("GET /1m HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0]));
        while (goesOn.get()) {
            LockSupport.parkNanos(PAUSE * 50);
        }
    }

    private static void ahead(Socket socket, AtomicBoolean goesOn) throws IOException {
        frames(socket, goesOn, bytes("GET /1m HTTP/1.1\r\nHost: a\r\n\r\n", new byte[0]), false);
    }

    private static void largeHeaders(Socket socket) throws IOException {
        String junk = "X-Junk: " + "x".repeat(40_000) + "\r\n\r\n";
        socket.getOutputStream().write(bytes("GET / HTTP/1.1\r\nHost: a\r\n" + junk, new byte[0]));
        var _ = socket.getInputStream().readAllBytes();
    }

    private static void twoLengths(Socket socket) throws IOException {
        String length = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        String text =
                "POST / HTTP/1.1\r\nHost: a\r\n" + length + "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
        socket.getOutputStream().write(bytes(text, new byte[0]));
        var _ = socket.getInputStream().readAllBytes();
    }

    /// Streams that are opened, and broken off by a frame of this type.
    private static void streams(Socket socket, AtomicBoolean goesOn, int type, byte[] payload)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(PREFACE);
        for (int stream = 1; goesOn.get(); stream += 2) {
            out.write(frame(1, 0x5, stream, HEADERS));
            out.write(frame(type, 0, stream, payload));
        }
    }

    private static void continuation(Socket socket, AtomicBoolean goesOn) throws IOException {
        socket.getOutputStream().write(PREFACE);
        socket.getOutputStream().write(frame(1, 0, 1, new byte[0]));
        frames(socket, goesOn, frame(9, 0, 1, new byte[1024]), false);
    }

    private static void frames(Socket socket, AtomicBoolean goesOn, byte[] frame)
            throws IOException {
        frames(socket, goesOn, frame, true);
    }

    private static void frames(
            Socket socket, AtomicBoolean goesOn, byte[] frame, boolean withPreface)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        if (withPreface) {
            out.write(PREFACE);
        }
        // What is not read must not block the attacker for longer than the attack.
        Thread.startVirtualThread(() -> {
            while (goesOn.get() && !socket.isClosed()) {
                LockSupport.parkNanos(PAUSE * 10);
            }
            try {
                socket.close();
            } catch (IOException _) {
                // it is closed
            }
        });
        while (goesOn.get()) {
            out.write(frame);
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        int size = payload.length;
        byte[] head = {
            (byte) (size >> 16),
            (byte) (size >> 8),
            (byte) size,
            (byte) type,
            (byte) flags,
            (byte) (stream >> 24),
            (byte) (stream >> 16),
            (byte) (stream >> 8),
            (byte) stream
        };
        byte[] whole = Arrays.copyOf(head, head.length + size);
        System.arraycopy(payload, 0, whole, head.length, size);
        return whole;
    }

    private static byte[] bytes(String text, byte[] more) {
        byte[] begin = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = Arrays.copyOf(begin, begin.length + more.length);
        System.arraycopy(more, 0, whole, begin.length, more.length);
        return whole;
    }
}
