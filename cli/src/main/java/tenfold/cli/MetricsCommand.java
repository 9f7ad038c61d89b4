package tenfold.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.client.ApplicationFolder;
import tenfold.cli.screen.MetricScreen;
import tools.jackson.databind.JsonNode;

/// `tenfold metrics`: answers to queries, as a table for one moment and as a chart over time.
final class MetricsCommand implements Command {
    /// What there is to ask for.
    private static final String ALL = "count by (__name__) ({__name__=~\".+\"})";

    private static final int POINTS = 60;
    private static final Duration FOR_MAX = Duration.ofDays(60);

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "metrics",
                                "Ask for metrics.",
                                "QUERY is a query as docs/reference/queries.md explains (a subset of PromQL).",
                                "Without it, the names of all metrics and how many series each has."));
        spec.addPositional(Options.argument("QUERY", String.class, "What to ask."));
        spec.addOption(
                Options.value(
                        "--for",
                        "TIME",
                        Duration.class,
                        "Show how it was over so long: 10m, 1h, 24h; at most 1440h."));
        spec.usageMessage()
                .customSynopsis("tenfold metrics [QUERY] [--for TIME] [OPTIONS]")
                .footer(
                        "",
                        "Example: tenfold metrics 'sum(rate(tenfold_edge_requests_total[1m]))' --for 1h");
        return spec;
    }

    @Override
    public int run(ParseResult options, Shell shell) throws CommandFailed, IOException {
        String query = Options.argument(options, String.class).orElse(ALL);
        Optional<Duration> back = Options.find(options, "--for", Duration.class);
        if (back.isPresent() && (!back.get().isPositive() || back.get().compareTo(FOR_MAX) > 0)) {
            throw new ParameterException(
                    options.commandSpec().commandLine(), "--for must be above 0 and at most 1440h");
        }
        ApplicationFolder folder = Applications.chosen(options, shell, Optional.empty());
        JsonNode answer =
                back.isPresent()
                        ? over(folder, query, back.get())
                        : Applications.ask(
                                folder,
                                control -> control.get("metrics/query", Map.of("query", query)));
        for (JsonNode warning : answer.path("warnings")) {
            shell.say("tenfold: " + warning.asString(""));
        }
        if (Options.isSet(options, "--json")) {
            var envelope = Json.envelope().put("query", query);
            envelope.set("data", answer.path("data"));
            Json.print(shell, envelope, Map.of());
            return Exit.OK;
        }
        JsonNode result = answer.path("data").path("result");
        if (result.isEmpty()) {
            shell.say("no series; `tenfold metrics` lists what there is");
            return Exit.OK;
        }
        var lines =
                back.isPresent()
                        ? MetricScreen.charts(result, shell.outStyle())
                        : MetricScreen.table(answer.path("data"), shell.outStyle());
        lines.forEach(shell.out()::println);
        return Exit.OK;
    }

    private static JsonNode over(ApplicationFolder folder, String query, Duration back)
            throws CommandFailed, IOException {
        long end = Instant.now().getEpochSecond();
        long step = Math.max(1, back.toSeconds() / POINTS);
        var parameters =
                Map.of(
                        "query", query,
                        "start", Long.toString(end - step * Math.min(POINTS, back.toSeconds())),
                        "end", Long.toString(end),
                        "step", Long.toString(step));
        return Applications.ask(folder, control -> control.get("metrics/query_range", parameters));
    }
}
