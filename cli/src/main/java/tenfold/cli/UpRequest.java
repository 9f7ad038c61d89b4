package tenfold.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `tenfold up` was asked for.
///
/// @param data the data folder, if not `.tenfold` in the application's folder
/// @param port where the application is to be reached, if asked for
/// @param command the words after `--`; empty when there was none
/// @param json whether the five lines are wanted as JSON
public record UpRequest(
        Path application,
        Optional<Path> data,
        OptionalInt port,
        List<String> command,
        boolean json) {
    private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    public UpRequest {
        command = List.copyOf(command);
    }

    /// What other commands need in order to mean this application, beginning with a blank; empty
    /// for one that is named by nothing but the current folder.
    public String words() {
        boolean here = application.normalize().toString().isEmpty();
        return (here ? "" : " " + quoted(application.toString()))
                + data.map(folder -> " --data " + quoted(folder.toString())).orElse("");
    }

    /// The command as one line for a shell: a single word is taken to be such a line already.
    public Optional<String> commandLine() {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                command.size() == 1
                        ? command.getFirst()
                        : command.stream().map(UpRequest::quoted).collect(Collectors.joining(" ")));
    }

    /// The word as a POSIX shell reads it back.
    static String quoted(String word) {
        return PLAIN_WORD.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
