package tenfold.control.log;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How grave a line is, lowest first.
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR,
    FATAL;

    private static final int LOOKED_AT_MAX = 300;
    private static final Pattern WORD =
            Pattern.compile(
                    "\\b(TRACE|DEBUG|INFO|NOTICE|LOG|WARN|WARNING|ERROR|SEVERE|FATAL|PANIC|CRITICAL)\\b");
    private static final Pattern JSON =
            Pattern.compile("\"(?:level|severity|lvl)\"\\s*:\\s*\"([A-Za-z]+)\"");

    /// The access log's lines tell by their status.
    private static final Pattern STATUS = Pattern.compile("\"status\":([1-5])[0-9]{2}\\b");

    /// By any of its usual names.
    public static Optional<LogLevel> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "WARNING" -> Optional.of(WARN);
            case "SEVERE" -> Optional.of(ERROR);
            case "PANIC", "CRITICAL" -> Optional.of(FATAL);
            case "LOG", "NOTICE" -> Optional.of(INFO);
            default -> Arrays.stream(values()).filter(one -> one.name().equals(upper)).findFirst();
        };
    }

    /// What a line says of itself; empty when nothing.
    static Optional<LogLevel> of(String line) {
        String start = line.substring(0, Math.min(line.length(), LOOKED_AT_MAX));
        Matcher json = JSON.matcher(start);
        if (json.find()) {
            return named(json.group(1));
        }
        Matcher status = STATUS.matcher(start);
        if (status.find()) {
            return Optional.of(status.group(1).equals("5") ? ERROR : INFO);
        }
        Matcher word = WORD.matcher(start);
        return word.find() ? named(word.group(1)) : Optional.empty();
    }
}
