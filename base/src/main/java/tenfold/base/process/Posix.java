package tenfold.base.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import tenfold.base.Check;

/// The C functions that the JDK lacks.
final class Posix {
    private static final MethodHandle KILL = find("kill", JAVA_INT, JAVA_INT);
    private static final MethodHandle GETEUID = find("geteuid");
    private static final MethodHandle GETPAGESIZE = find("getpagesize");
    private static final MethodHandle PIPE = find("pipe", ADDRESS);
    private static final MethodHandle CLOSE = find("close", JAVA_INT);

    private Posix() {}

    /// Signals one process; false when there is none or it is not ours to signal.
    static boolean signal(long pid, Signal signal) {
        Check.that(pid > 1, "pid %d is nobody's child", pid);
        return call(KILL, (int) pid, signal.number()) == 0;
    }

    /// Signals a whole process group.
    static boolean signalGroup(long group, Signal signal) {
        Check.that(group > 1, "group %d is nobody's child", group);
        return call(KILL, (int) -group, signal.number()) == 0;
    }

    static boolean groupExists(long group) {
        Check.that(group > 1, "group %d is nobody's child", group);
        return call(KILL, (int) -group, 0) == 0;
    }

    static int effectiveUser() {
        return call(GETEUID);
    }

    static int pageBytes() {
        return call(GETPAGESIZE);
    }

    /// A pipe's two descriptors: read end, write end.
    static int[] pipe() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            if (call(PIPE, ends) != 0) {
                throw new IOException(
                        "no pipe for a child's output: the limit of open files is reached"
                                + " (ulimit -n)");
            }
            return ends.toArray(JAVA_INT);
        }
    }

    static void close(int descriptor) {
        var _ = call(CLOSE, descriptor);
    }

    @SuppressWarnings("restricted") // the point of this class
    private static MethodHandle find(String name, MemoryLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private static int call(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
