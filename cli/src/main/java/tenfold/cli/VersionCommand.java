package tenfold.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `tenfold version`.
final class VersionCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.command(
                        "version", "Show the version of Tenfold and of the JDK it runs on.");
        spec.usageMessage().customSynopsis("tenfold version [--json]");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws IOException {
        String java =
                System.getProperty("java.vm.name", "Java")
                        + " "
                        + System.getProperty("java.vm.version", "");
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope().put("version", version()).put("java", java);
            Json.print(shell, envelope.put("system", system), Map.of());
        } else {
            shell.out().println("tenfold " + version() + " (" + java + ", " + system + ")");
        }
        return Exit.OK;
    }

    static String version() throws IOException {
        var properties = new Properties();
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "unknown");
    }
}
