package tenfold.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// A contender that meets a bug ends, so that no figure comes from a broken one.
final class Faults {
    private Faults() {}

    static void die(Throwable fault) {
        try (var log =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)) {
            fault.printStackTrace(log);
        }
        Runtime.getRuntime().halt(1);
    }
}
