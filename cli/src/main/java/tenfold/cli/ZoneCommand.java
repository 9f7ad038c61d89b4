package tenfold.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.client.ControlClient;
import tenfold.cli.screen.Table;
import tools.jackson.databind.JsonNode;

/// `tenfold zone`: shows the zones, and takes one out or in.
final class ZoneCommand implements Command {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration TELL_EVERY = Duration.ofSeconds(4);

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "zone",
                                "Show the zones, or take one out or in, without a lost request.",
                                "Without words it shows them. Out: the database's primary is switched away if it",
                                "is there, others stand in for the zone's instances, and these finish their",
                                "requests and stop. In: the other way round; the primary stays where it is."));
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index("0..1")
                        .arity("0..2")
                        .paramLabel("out|in ZONE")
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .description("What to do with which zone.")
                        .build());
        spec.usageMessage()
                .customSynopsis("tenfold zone [out|in ZONE] [OPTIONS]")
                .footer("", "Exit code 3: nothing would be left, or something is on its way.");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        List<String> words = options.matchedPositionalValue(0, List.of());
        if (words.isEmpty()) {
            JsonNode zones = Applications.ask(folder, ControlClient::zones).path("zones");
            return print(zones, Map.of(), options, shell);
        }
        boolean out = words.getFirst().equals("out");
        if (words.size() != 2 || !(out || words.getFirst().equals("in"))) {
            throw new ParameterException(
                    options.commandSpec().commandLine(), "it is `out ZONE` or `in ZONE`");
        }
        String zone = words.getLast();
        Applications.ask(folder, control -> control.zone(zone, out, Releasing.who()));
        JsonNode zones = awaitCalm(folder, shell);
        boolean done = phase(zones, zone).equals(out ? "away" : "here");
        print(
                zones,
                Map.of("tenfold zone " + (out ? "in " : "out ") + zone, "is the opposite"),
                options,
                shell);
        return done ? Exit.OK : Exit.ROLLED_BACK;
    }

    private static JsonNode awaitCalm(ApplicationFolder folder, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        String told = "";
        long toldAt = System.nanoTime();
        while (true) {
            JsonNode zones = Applications.ask(folder, ControlClient::zones).path("zones");
            String moving =
                    StreamSupport.stream(zones.spliterator(), false)
                            .map(one -> one.path("zone").asString("") + " " + phase(one))
                            .filter(one -> !one.endsWith(" here") && !one.endsWith(" away"))
                            .collect(Collectors.joining(", "));
            if (moving.isEmpty()) {
                return zones;
            }
            if (!moving.equals(told) || System.nanoTime() - toldAt > TELL_EVERY.toNanos()) {
                shell.say("  " + moving);
                told = moving;
                toldAt = System.nanoTime();
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private static String phase(JsonNode zone) {
        return zone.path("phase").asString("?");
    }

    private static String phase(JsonNode zones, String name) {
        for (JsonNode one : zones) {
            if (one.path("zone").asString("").equals(name)) {
                return phase(one);
            }
        }
        return "?";
    }

    private static int print(
            JsonNode zones, Map<String, String> steps, ParseResult options, Shell shell) {
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope();
            envelope.set("zones", zones);
            Json.print(shell, envelope, steps);
            return Exit.OK;
        }
        var table = new Table(shell.outStyle(), "ZONE", "STATE", "PRIMARY", "INSTANCES");
        for (JsonNode one : zones) {
            String instances =
                    StreamSupport.stream(one.path("instances").spliterator(), false)
                            .map(id -> id.asString(""))
                            .collect(Collectors.joining(" "));
            table.row(
                    one.path("zone").asString("?"),
                    phase(one),
                    one.path("primary").asBoolean(false) ? "yes" : "no",
                    instances.isEmpty() ? "-" : instances);
        }
        table.lines("").forEach(shell.out()::println);
        steps.forEach((command, why) -> shell.say("`" + command + "` " + why));
        return Exit.OK;
    }
}
