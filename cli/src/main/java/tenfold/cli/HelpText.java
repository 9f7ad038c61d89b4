package tenfold.cli;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/// The words of help, the same in every place: help, errors, and the reference page.
final class HelpText {
    private static final int CLOSE_ENOUGH = 2;

    private HelpText() {}

    /// All commands, one line each.
    static String all(CommandLine root) {
        var text =
                new StringBuilder(
                        """
                        Tenfold runs a web application with everything it needs, and grows it.

                        Usage: tenfold COMMAND [OPTIONS]

                        """);
        root.getSubcommands()
                .forEach((name, command) ->
                        text.append(
                                String.format(
                                        Locale.ROOT, "  %-11s %s%n", name, summary(command))));
        return text.append(
                        """

                        In a clone: `./tenfold test` runs all tests, `./tenfold train` makes starts faster.
                        `tenfold help COMMAND` explains one. Every command knows --json and --help.
                        Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by a guard, 4 rolled back.
                        Start with:  tenfold up examples/forum
                        """)
                .toString();
    }

    static String summary(CommandLine command) {
        return command.getCommandSpec().usageMessage().header()[0];
    }

    /// One command in full.
    static String of(CommandLine command) {
        return command.getUsageMessage(Ansi.OFF);
    }

    /// What to say to a command that does not exist.
    static String unknown(CommandLine root, String name) {
        return "there is no command '"
                + name
                + "'"
                + nearest(name, root.getSubcommands().keySet())
                        .map(known -> "; did you mean `" + known + "`?")
                        .orElse("");
    }

    /// The known name that is at most two typing errors away.
    static Optional<String> nearest(String name, Set<String> known) {
        return known.stream()
                .filter(one -> distance(name, one) <= CLOSE_ENOUGH)
                .min(Comparator.comparingInt(one -> distance(name, one)));
    }

    /// How many letters must be inserted, deleted, replaced or swapped with their neighbour.
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] =
                        Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + change);
                boolean swapped =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
