package tenfold.sql.gateway;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tenfold.sql.wire.Fault;
import tenfold.sql.wire.Hello;
import tenfold.sql.wire.WireException;

/// Who wants which database, with which settings.
record StartupRequest(String user, String database, Map<String, String> settings) {
    private static final Set<String> OFF = Set.of("false", "off", "no", "0");
    private static final int NAME_MAX = 63;

    static StartupRequest of(Hello.Startup startup) {
        Map<String, String> settings = new LinkedHashMap<>(startup.parameters());
        String user = settings.remove("user");
        if (user == null || user.isEmpty()) {
            throw new WireException(
                    Fault.fatal("28000", "no PostgreSQL user name specified in startup packet"));
        }
        String database = settings.remove("database");
        String replication = settings.remove("replication");
        if (replication != null && !OFF.contains(replication.toLowerCase(Locale.ROOT))) {
            throw new WireException(
                    Fault.fatal("0A000", "replication connections are not served by the gateway"));
        }
        String options = settings.remove("options");
        if (options != null) {
            options(options, settings);
        }
        return new StartupRequest(
                cut(user), cut(database == null || database.isEmpty() ? user : database), settings);
    }

    /// Names are cut as PostgreSQL cuts them.
    private static String cut(String name) {
        return name.length() <= NAME_MAX ? name : name.substring(0, NAME_MAX);
    }

    /// Reads the switches `-c name=value`, `-cname=value` and `--name=value`.
    private static void options(String options, Map<String, String> settings) {
        boolean wantsAssignment = false;
        for (String word : words(options)) {
            if (wantsAssignment) {
                assign(word, settings);
                wantsAssignment = false;
            } else if (word.equals("-c")) {
                wantsAssignment = true;
            } else if (word.startsWith("-c") || word.startsWith("--")) {
                assign(word.substring(2), settings);
            } else {
                throw unsupported(word);
            }
        }
        if (wantsAssignment) {
            throw unsupported("-c");
        }
    }

    private static void assign(String assignment, Map<String, String> settings) {
        int equals = assignment.indexOf('=');
        if (equals <= 0) {
            throw unsupported(assignment);
        }
        // Dashes stand for underscores, as in the server's own switches.
        String name = assignment.substring(0, equals).replace('-', '_');
        settings.put(name, assignment.substring(equals + 1));
    }

    private static WireException unsupported(String option) {
        return new WireException(
                Fault.fatal(
                        "42601", "invalid command-line argument for server process: " + option));
    }

    /// Splits at spaces; a backslash keeps the next character.
    private static Iterable<String> words(String options) {
        var words = new java.util.ArrayList<String>();
        var word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < options.length(); i++) {
            char letter = options.charAt(i);
            boolean escaped = letter == '\\' && i + 1 < options.length();
            if (escaped) {
                i++;
                word.append(options.charAt(i));
                inWord = true;
            } else if (!Character.isWhitespace(letter)) {
                word.append(letter);
                inWord = true;
            } else if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
