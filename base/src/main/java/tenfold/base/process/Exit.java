package tenfold.base.process;

/// How a process ended: its exit code, or 128 plus the number of the signal that ended it.
public record Exit(int code) {
    private static final int SIGNAL_BASE = 128;
    private static final int SIGNAL_MAX = 64;

    public boolean success() {
        return code == 0;
    }

    /// For an operator: `ended with exit code 3`, `was killed by signal 9 (KILL)`.
    public String words() {
        int signal = code - SIGNAL_BASE;
        if (signal >= 1 && signal <= SIGNAL_MAX) {
            return "was killed by signal " + signal + nameOf(signal);
        }
        return switch (code) {
            case 126 -> "could not be executed (exit code 126): is the file executable?";
            case 127 -> "was not found (exit code 127): is it installed and on the PATH?";
            default -> "ended with exit code " + code;
        };
    }

    private static String nameOf(int signal) {
        for (Signal known : Signal.values()) {
            if (known.number() == signal) {
                return known == Signal.KILL
                        ? " (KILL; the kernel does so when memory runs out)"
                        : " (" + known + ")";
            }
        }
        return switch (signal) {
            case 6 -> " (ABRT)";
            case 11 -> " (SEGV)";
            default -> "";
        };
    }
}
