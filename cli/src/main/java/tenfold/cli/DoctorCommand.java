package tenfold.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.doctor.Doctor;
import tenfold.cli.doctor.Finding;
import tenfold.cli.doctor.Finding.Level;
import tenfold.cli.screen.Style;

/// `tenfold doctor`: whether this machine can run an application, and what to change if not.
final class DoctorCommand implements Command {
    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withFolder(
                        Options.command(
                                "doctor",
                                "Check this machine.",
                                "JDK, memory, disk, ports, users, tools, clock, and the rights of the data folder.",
                                "Changes nothing, apart from a small file that it writes, syncs and removes."));
        spec.usageMessage()
                .customSynopsis("tenfold doctor [DIR] [OPTIONS]")
                .footer("", "Exit code 0: it can run applications. 1: something must be mended.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) {
        ApplicationFolder folder =
                Applications.named(options, shell, Options.argument(options, Path.class));
        List<Finding> findings = Doctor.examine(folder, shell.environment());
        if (Options.isSet(options, "--json")) {
            printJson(shell, findings);
        } else {
            findings.forEach(finding -> print(shell, finding));
        }
        boolean failed = findings.stream().anyMatch(finding -> finding.level() == Level.FAIL);
        return failed ? Exit.FAILED : Exit.OK;
    }

    private static void print(Shell shell, Finding finding) {
        Style style = shell.outStyle();
        String level =
                switch (finding.level()) {
                    case OK -> style.good("ok  ");
                    case WARN -> style.warning("warn");
                    case FAIL -> style.bad("fail");
                };
        String name = String.format(Locale.ROOT, "%-12s", finding.name());
        shell.out().println(level + "  " + style.strong(name) + finding.what());
        if (finding.level() != Level.OK) {
            shell.out().println("                  do: " + finding.next());
        }
    }

    private static void printJson(Shell shell, List<Finding> findings) {
        var envelope = Json.envelope();
        var array = envelope.putArray("findings");
        Map<String, String> next = new LinkedHashMap<>();
        for (Finding finding : findings) {
            var one = array.addObject();
            one.put("name", finding.name());
            one.put("level", finding.level().name().toLowerCase(Locale.ROOT));
            one.put("what", finding.what());
            if (finding.level() != Level.OK) {
                one.put("next", finding.next());
            }
        }
        Json.print(shell, envelope, next);
    }
}
