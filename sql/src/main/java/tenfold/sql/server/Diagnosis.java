package tenfold.sql.server;

import java.util.List;
import tenfold.base.process.Exit;

/// Why the server ended, read from its last words, and whether starting it again can help.
record Diagnosis(boolean heals, String words) {
    private record Rule(String sign, boolean heals, String words) {}

    private static final int WORDS_LINES_MAX = 5;

    private static final List<Rule> RULES =
            List.of(
                    new Rule(
                            "No space left on device",
                            true,
                            "the disk is full; free some space, it goes on by itself"),
                    new Rule(
                            "pre-existing shared memory block",
                            true,
                            "processes of the previous server are still ending"),
                    new Rule(
                            "database files are incompatible with server",
                            false,
                            "the data folder was written by another version of PostgreSQL; start"
                                    + " the version of Tenfold that made it"),
                    new Rule(
                            "lock file \"postmaster.pid\" already exists",
                            false,
                            "another PostgreSQL runs on this data folder; stop it first"),
                    new Rule(
                            "has wrong ownership",
                            false,
                            "the data folder belongs to another user; start as that user, or give"
                                    + " it to this one with chown -R"),
                    new Rule(
                            "could not locate a valid checkpoint record",
                            false,
                            "its write-ahead log is damaged; restore the data folder from a"
                                    + " backup"),
                    new Rule(
                            "invalid page in block",
                            false,
                            "its data is damaged; restore the data folder from a backup"),
                    new Rule(
                            "invalid data in file",
                            false,
                            "its data is damaged; restore the data folder from a backup"),
                    new Rule(
                            "incorrect checksum in control file",
                            false,
                            "its control file is damaged; restore the data folder from a backup"),
                    new Rule(
                            "could not open file \"global/pg_control\"",
                            false,
                            "its control file is missing; restore the data folder from a backup"),
                    new Rule(
                            "could not look up effective user ID",
                            false,
                            "the user has no entry in /etc/passwd, and PostgreSQL needs one; start as"
                                    + " a user that has"),
                    new Rule(
                            "could not map anonymous shared memory",
                            true,
                            "the machine has too little free memory for shared_buffers"),
                    new Rule(
                            "Permission denied",
                            false,
                            "its user may not read or write a file; see the lines below"));

    static Diagnosis of(Exit exit, List<String> lastLines) {
        String tail = tail(lastLines);
        for (Rule rule : RULES) {
            if (lastLines.stream().anyMatch(line -> line.contains(rule.sign()))) {
                return new Diagnosis(rule.heals(), rule.words() + tail);
            }
        }
        return new Diagnosis(true, "PostgreSQL " + exit.words() + tail);
    }

    private static String tail(List<String> lines) {
        List<String> last =
                lines.subList(Math.max(0, lines.size() - WORDS_LINES_MAX), lines.size());
        return last.isEmpty() ? "" : "; its last words:\n  " + String.join("\n  ", last);
    }
}
