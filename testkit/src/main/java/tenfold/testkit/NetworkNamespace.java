package tenfold.testkit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// A network of its own on this machine, made and removed by a test; needs root and `ip`.
///
/// A socket belongs to the network in which it was made: [#call] makes some there.
public final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final MethodHandle OPEN = libc("open", 2);
    private static final MethodHandle CLOSE = libc("close", 1);
    private static final MethodHandle SETNS = libc("setns", 2);

    private final String name;

    /// Something that makes sockets.
    public interface Task<T> {
        T run() throws IOException;
    }

    public NetworkNamespace(String name) throws IOException, InterruptedException {
        this.name = name;
        ip("netns", "add", name);
    }

    /// Why there can be none here; empty when there can.
    public static String missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "only root makes network namespaces";
        }
        String probe = "tenfold-probe-" + ProcessHandle.current().pid();
        try (var made = new NetworkNamespace(probe)) {
            return made.call(() -> "");
        } catch (IOException e) {
            return "a network namespace cannot be made: " + e.getMessage();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    public String name() {
        return name;
    }

    /// Runs `task` on a thread that is in this network.
    public <T> T call(Task<T> task) throws IOException, InterruptedException {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform()
                .daemon()
                .name("in " + name)
                .start(() -> {
                    try {
                        enter();
                        result.complete(task.run());
                    } catch (IOException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IOException("in " + name + ": " + e.getCause(), e);
        }
    }

    private void enter() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            var path = arena.allocateFrom("/run/netns/" + name);
            int file = (int) OPEN.invoke(path.address(), 0L);
            boolean entered =
                    file >= 0 && (int) SETNS.invoke((long) file, (long) CLONE_NEWNET) == 0;
            var _ = file < 0 ? 0 : (int) CLOSE.invoke((long) file);
            if (!entered) {
                throw new IOException("cannot enter the network namespace " + name);
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @SuppressWarnings("restricted")
    private static MethodHandle libc(String function, int arguments) {
        Linker linker = Linker.nativeLinker();
        var longs = new ValueLayout[arguments];
        java.util.Arrays.fill(longs, ValueLayout.JAVA_LONG);
        return linker.downcallHandle(
                linker.defaultLookup().find(function).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, longs));
    }

    /// `ip` with these arguments; throws with its words when it fails.
    public static void ip(String... arguments) throws IOException, InterruptedException {
        var command = new java.util.ArrayList<String>();
        command.add("ip");
        command.addAll(java.util.List.of(arguments));
        Path words = Files.createTempFile("ip", ".out");
        try {
            int exit =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(words.toFile())
                            .start()
                            .waitFor();
            if (exit != 0) {
                throw new IOException(command + ": " + Files.readString(words).strip());
            }
        } finally {
            Files.deleteIfExists(words);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            ip("netns", "del", name);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
