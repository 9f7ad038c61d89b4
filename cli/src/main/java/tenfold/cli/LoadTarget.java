package tenfold.cli;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;
import tenfold.base.Check;
import tenfold.cli.client.ControlClient;
import tenfold.load.Crawl;
import tenfold.load.Load;
import tenfold.load.LoadPlan;
import tenfold.load.LoadRequest;
import tenfold.load.LoadTrust;

/// Makes a plan of what `tenfold load` was asked for. Bad values throw [IllegalArgumentException].
final class LoadTarget {
    private static final double RATE_DEFAULT = 50;
    private static final Duration DURATION_DEFAULT = Duration.ofSeconds(10);
    private static final Duration WARM_UP_DEFAULT = Duration.ofSeconds(1);
    private static final Duration CRAWL_PATIENCE = Duration.ofSeconds(10);
    private static final int CRAWL_DEFAULT = 100;

    private LoadTarget() {}

    static LoadPlan plan(ParseResult options, Shell shell) throws CommandFailed, IOException {
        String target = Options.argument(options, String.class).orElse("app");
        boolean isApp = target.equals("app");
        URI start = isApp ? application(options, shell) : url(target);
        var plan =
                LoadPlan.of(
                                start,
                                Options.find(options, "--rate", Double.class).orElse(RATE_DEFAULT),
                                Options.find(options, "--for", Duration.class)
                                        .orElse(DURATION_DEFAULT))
                        .change()
                        .warmUp(
                                Options.find(options, "--warm-up", Duration.class)
                                        .orElse(WARM_UP_DEFAULT))
                        .request(request(options, shell))
                        .trust(trust(options, shell))
                        .remoteAllowed(Options.isSet(options, "--allow-remote"));
        Options.find(options, "--connections", Integer.class).ifPresent(plan::connectionsMax);
        Options.find(options, "--timeout", Duration.class).ifPresent(plan::timeout);
        Options.find(options, "--zipf", Double.class).ifPresent(plan::zipfExponent);
        Options.find(options, "--seed", Long.class).ifPresent(plan::seed);
        LoadPlan checked = plan.build();
        guard(checked);
        return plan.urls(urls(options, shell, start, isApp)).build();
    }

    private static void guard(LoadPlan plan) throws CommandFailed {
        String host = plan.urls().getFirst().getHost();
        boolean local;
        try {
            local = Load.isLoopback(host);
        } catch (UnknownHostException _) {
            throw new CommandFailed("host " + host + " is not known", "check its spelling");
        }
        if (!plan.remoteAllowed() && !local) {
            throw new CommandFailed(
                    Exit.REFUSED,
                    "",
                    host + " is not this machine",
                    "load only what is yours; if it is, say --allow-remote");
        }
    }

    private static URI application(ParseResult options, Shell shell)
            throws CommandFailed, IOException {
        var folder = Applications.chosen(options, shell, Optional.empty());
        var status = Applications.ask(folder, ControlClient::status);
        return url(status.path("urls").path("app").asString(""));
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            return url.getRawPath() == null || url.getRawPath().isEmpty() ? url.resolve("/") : url;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not a URL", e);
        }
    }

    private static List<URI> urls(ParseResult options, Shell shell, URI start, boolean isApp)
            throws IOException {
        Optional<Path> file = Options.find(options, "--urls", Path.class);
        if (file.isPresent()) {
            return read(shell.folder().resolve(file.get()), start);
        }
        int crawl =
                Options.find(options, "--crawl", Integer.class).orElse(isApp ? CRAWL_DEFAULT : 0);
        if (crawl <= 1 || Options.isSet(options, "--method") || Options.isSet(options, "--body")) {
            return List.of(start);
        }
        shell.say("looking for pages from " + start);
        return Crawl.from(start, crawl, CRAWL_PATIENCE);
    }

    private static List<URI> read(Path file, URI start) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Check.that(lines.size() <= LoadPlan.URLS_MAX, "%s has too many lines", file);
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(start::resolve)
                .toList();
    }

    private static LoadRequest request(ParseResult options, Shell shell) throws IOException {
        @Nullable String body = body(options, shell);
        String method =
                Options.find(options, "--method", String.class)
                        .orElse(body == null ? "GET" : "POST");
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header :
                Options.find(options, "--header", String[].class).orElse(new String[0])) {
            int colon = header.indexOf(':');
            Check.that(colon > 0, "'%s' is not a header like 'Accept: text/html'", header);
            headers.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
        }
        return new LoadRequest(method, headers, body);
    }

    private static @Nullable String body(ParseResult options, Shell shell) throws IOException {
        Optional<String> body = Options.find(options, "--body", String.class);
        if (body.isPresent() && body.get().startsWith("@")) {
            return Files.readString(shell.folder().resolve(body.get().substring(1)));
        }
        return body.orElse(null);
    }

    private static LoadTrust trust(ParseResult options, Shell shell) {
        if (Options.isSet(options, "--insecure")) {
            return new LoadTrust.Anyone();
        }
        return Options.find(options, "--ca", Path.class)
                .<LoadTrust>map(file -> new LoadTrust.Authority(shell.folder().resolve(file)))
                .orElse(LoadTrust.KNOWN);
    }
}
