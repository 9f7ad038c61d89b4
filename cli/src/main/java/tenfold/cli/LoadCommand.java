package tenfold.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import tenfold.cli.screen.LoadScreen;
import tenfold.load.Load;
import tenfold.load.LoadPlan;
import tenfold.load.LoadProgress;
import tenfold.load.LoadResult;

/// `tenfold load`: users who ask when they want, not when the server is ready.
final class LoadCommand implements Command {
    private static final Duration PRINT_PATIENCE = Duration.ofSeconds(15);
    private static final int LINE_EVERY_SECONDS = 4;

    @Override
    public CommandSpec spec() {
        CommandSpec spec =
                Options.withApplication(
                        Options.command(
                                "load",
                                "Send open-loop load and measure latencies.",
                                "TARGET is a URL, or `app` for the application that is up, whose pages are found by",
                                "following links. Requests start at random moments (Poisson) at the given rate",
                                "whatever the server does; latency counts from the moment a request was due, so a",
                                "stall shows in every request that was due in it."));
        spec.addPositional(
                Options.argument("TARGET", String.class, "A URL or `app`; default: app."));
        addLoad(spec);
        addTargets(spec);
        addRequest(spec);
        addTrust(spec);
        spec.usageMessage()
                .customSynopsis("tenfold load [TARGET] [--rate R] [--for T] [OPTIONS]")
                .footer(
                        "",
                        "Examples:",
                        "  tenfold load app --rate 200 --for 30s",
                        "  tenfold load http://127.0.0.1:8080/ --rate 1000 --for 1m --json",
                        "",
                        "Load only what is yours: targets beyond this machine need --allow-remote.");
        return spec;
    }

    /// How much, for how long.
    private static void addLoad(CommandSpec spec) {
        spec.addOption(
                Options.value(
                        "--rate",
                        "R",
                        Double.class,
                        "Requests per second; default: 50, at most 1000000."));
        spec.addOption(
                Options.value(
                        "--for", "T", Duration.class, "How long, as 30s or 5m; default: 10s."));
        spec.addOption(
                Options.value(
                        "--warm-up", "T", Duration.class, "Load before it counts; default: 1s."));
        spec.addOption(
                Options.value(
                        "--connections",
                        "N",
                        Integer.class,
                        "At most so many, and requests in flight; default: 256."));
        spec.addOption(
                Options.value(
                        "--timeout",
                        "T",
                        Duration.class,
                        "From the moment a request is due; default: 10s."));
    }

    /// Which pages, and how often each.
    private static void addTargets(CommandSpec spec) {
        spec.addOption(
                Options.value(
                        "--urls",
                        "FILE",
                        Path.class,
                        "URLs or paths, one a line, most popular first."));
        spec.addOption(
                Options.value(
                        "--crawl",
                        "N",
                        Integer.class,
                        "Find up to N pages by links; default: 100 for app, else 0."));
        spec.addOption(
                Options.value(
                        "--zipf",
                        "S",
                        Double.class,
                        "How much the first URLs are preferred; default: 1, 0 is not at all."));
    }

    /// What is sent.
    private static void addRequest(CommandSpec spec) {
        spec.addOption(
                Options.value(
                        "--method",
                        "M",
                        String.class,
                        "The method; default: GET, or POST with a body."));
        spec.addOption(
                OptionSpec.builder("--header")
                        .paramLabel("'NAME: VALUE'")
                        .type(String[].class)
                        .arity("1")
                        .description("Send a header; may be repeated.")
                        .build());
        spec.addOption(
                Options.value(
                        "--body",
                        "TEXT",
                        String.class,
                        "Send a body; @FILE reads it from a file."));
        spec.addOption(
                Options.value(
                        "--seed",
                        "N",
                        Long.class,
                        "The same seed repeats arrivals and choices; default: 1."));
    }

    /// Whom to believe and what to accept.
    private static void addTrust(CommandSpec spec) {
        spec.addOption(
                Options.value(
                        "--ca", "FILE", Path.class, "Believe this certificate authority (https)."));
        spec.addOption(Options.flag("--insecure", "Believe any certificate (https)."));
        spec.addOption(
                Options.value(
                        "--errors-max",
                        "PERCENT",
                        Double.class,
                        "Exit with 1 when more requests fail; default: 99.99."));
        spec.addOption(Options.flag("--allow-remote", "Allow targets beyond this machine."));
    }

    @Override
    public int run(ParseResult options, Shell shell)
            throws CommandFailed, IOException, InterruptedException {
        LoadPlan plan = plan(options, shell);
        shell.say(
                "loading "
                        + plan.urls().getFirst().resolve("/")
                        + " with "
                        + plan.ratePerSecond()
                        + " requests/s over "
                        + plan.urls().size()
                        + " URL(s); Ctrl-C ends it early");
        var live = new LiveLine(shell);
        LoadResult result;
        var printed = new CountDownLatch(1);
        Thread hook = endEarlyOnSignal(Thread.currentThread(), printed);
        try {
            result = Load.run(plan, live::show);
            // An early end is told by the result; the flag has done its work.
            boolean _ = Thread.interrupted();
            live.clear();
            print(options, shell, plan, result);
        } finally {
            printed.countDown();
            remove(hook);
        }
        return exit(options, result);
    }

    private static LoadPlan plan(ParseResult options, Shell shell)
            throws CommandFailed, IOException {
        try {
            return LoadTarget.plan(options, shell);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    options.commandSpec().commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static int exit(ParseResult options, LoadResult result) {
        double limit = Options.find(options, "--errors-max", Double.class).orElse(99.99);
        double failed = 100.0 * result.failed() / Math.max(1, result.offered());
        return failed > limit ? Exit.FAILED : Exit.OK;
    }

    private static void print(ParseResult options, Shell shell, LoadPlan plan, LoadResult result) {
        if (Options.isSet(options, "--json")) {
            Json.print(shell, LoadJson.of(plan, result), Map.of());
        } else {
            LoadScreen.lines(plan, result, shell.outStyle()).forEach(shell.out()::println);
        }
    }

    /// On Ctrl-C the run ends, and the process waits until its result is printed.
    private static Thread endEarlyOnSignal(Thread runner, CountDownLatch printed) {
        var hook =
                new Thread(
                        () -> {
                            runner.interrupt();
                            try {
                                boolean _ =
                                        printed.await(PRINT_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "load-end");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending: the hook runs and will see that the result is printed.
        }
    }

    /// One line that changes on a terminal, and a line every few seconds elsewhere.
    private static final class LiveLine {
        private static final String CLEAR = "\r\u001b[K";
        private final Shell shell;
        private int shown;

        LiveLine(Shell shell) {
            this.shell = shell;
        }

        void show(LoadProgress progress) {
            shown++;
            if (shell.errIsTerminal()) {
                shell.err().print(CLEAR + LoadScreen.live(progress));
                shell.err().flush();
            } else if (shown % LINE_EVERY_SECONDS == 0) {
                shell.say(LoadScreen.live(progress));
            }
        }

        void clear() {
            if (shell.errIsTerminal()) {
                shell.err().print(CLEAR);
                shell.err().flush();
            }
        }
    }
}
