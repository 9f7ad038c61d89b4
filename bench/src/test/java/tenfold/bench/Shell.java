package tenfold.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Runs a command to its end.
final class Shell {
    record Result(int exit, String output) {}

    private Shell() {}

    static Result run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
