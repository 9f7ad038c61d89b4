package tenfold.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tenfold.cli.screen.Human;

/// The JDK, the system and its limits.
final class Machine {
    static final int JDK_MIN = 25;
    private static final long MEMORY_FAIL = 300_000_000;
    private static final long MEMORY_WARN = 1_000_000_000;
    private static final long DESCRIPTORS_WARN = 4096;
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");
    private static final Pattern FILES = Pattern.compile("Max open files\\s+\\S+\\s+(\\d+)");

    private Machine() {}

    static Finding jdk(int feature, String home) {
        return feature >= JDK_MIN
                ? Finding.ok("jdk", feature + " in " + home)
                : Finding.fail(
                        "jdk",
                        feature + " in " + home + " is older than " + JDK_MIN,
                        "install JDK " + JDK_MIN + " or set JAVA_HOME to it");
    }

    static Finding system(String name, String architecture) {
        boolean linux = name.equals("Linux");
        boolean known = architecture.equals("amd64") || architecture.equals("aarch64");
        if (linux && known) {
            return Finding.ok("system", name + " " + architecture);
        }
        if (known && name.startsWith("Mac")) {
            return Finding.warn(
                    "system",
                    name + " " + architecture,
                    "good for development; run users on Linux");
        }
        return Finding.fail(
                "system",
                name + " " + architecture + " is not supported",
                "use Linux on x86-64 or arm64, or macOS for development");
    }

    static Finding memory(Path meminfo) {
        OptionalLong kilobytes = number(meminfo, AVAILABLE);
        if (kilobytes.isEmpty()) {
            return Finding.ok("memory", "this system does not say how much is available");
        }
        long bytes = kilobytes.getAsLong() * 1024;
        String what = Human.bytes(bytes) + " available";
        if (bytes < MEMORY_FAIL) {
            return Finding.fail("memory", what, "end other programs, or take a bigger machine");
        }
        return bytes < MEMORY_WARN
                ? Finding.warn(
                        "memory", what, "platform and database take 500 MB, the application more")
                : Finding.ok("memory", what);
    }

    /// The JVM raises its own limit to the hard one.
    static Finding descriptors(Path limits) {
        OptionalLong files = number(limits, FILES);
        if (files.isEmpty()) {
            return Finding.ok("descriptors", "this system does not say how many files may be open");
        }
        String what = "at most " + Human.count(files.getAsLong()) + " open files and connections";
        return files.getAsLong() < DESCRIPTORS_WARN
                ? Finding.warn(
                        "descriptors",
                        what,
                        "raise it: ulimit -Hn 65536, or LimitNOFILE of the service")
                : Finding.ok("descriptors", what);
    }

    private static OptionalLong number(Path file, Pattern pattern) {
        try {
            var matcher = pattern.matcher(Files.readString(file));
            return matcher.find()
                    ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                    : OptionalLong.empty();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
