package tenfold.control.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tenfold.control.manifest.Key.Place;
import tenfold.control.problem.ProblemCode;
import tenfold.model.FixedAnswer;
import tenfold.model.Forward;
import tenfold.model.HashKey;
import tenfold.model.HeaderRewrite;
import tenfold.model.Importance;
import tenfold.model.PathMatch;
import tenfold.model.Redirect;
import tenfold.model.RetryPolicy;
import tenfold.model.Rewrite;
import tenfold.model.Share;
import tenfold.model.Stickiness;
import tenfold.model.TargetGroupId;

/// Reads what a route does.
final class ActionReader {
    private static final String COOKIE = "tenfold";
    private static final Duration LIFE_MAX = Duration.ofDays(400);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})");
    private static final Pattern TEMPLATE = Pattern.compile("[\\x21-\\x7E&&[^#]]*");
    private static final Pattern VARIABLE = Pattern.compile("\\{(?!(?:path|rest|query|host)\\})");
    private static final Pattern TYPE =
            Pattern.compile("[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,60}(?:; ?[A-Za-z0-9=._-]+)*");

    private static final List<TrafficKey> CHANGES =
            List.of(
                    TrafficKey.SCHEME,
                    TrafficKey.REDIRECT_HOST,
                    TrafficKey.REDIRECT_PORT,
                    TrafficKey.REDIRECT_PATH,
                    TrafficKey.REDIRECT_QUERY);

    /// Exactly one of them.
    record Action(
            @Nullable Forward forward,
            @Nullable Redirect redirect,
            @Nullable FixedAnswer respond) {}

    private final Set<String> services;
    private final Findings findings;

    ActionReader(Set<String> services, Findings findings) {
        this.services = services;
        this.findings = findings;
    }

    /// Empty after a finding.
    Optional<Action> read(Block block) {
        long actions =
                Stream.of(
                                TrafficKey.SERVICE,
                                TrafficKey.ROUTE_SERVICES,
                                TrafficKey.REDIRECT,
                                TrafficKey.RESPOND)
                        .filter(block::has)
                        .count();
        if (actions != 1) {
            findings.add(
                    actions == 0 ? ProblemCode.UNKNOWN_SERVICE : ProblemCode.BAD_VALUE,
                    block.at(TrafficKey.SERVICE),
                    actions == 0
                            ? "the route names no service, and has no `services`, `redirect` or"
                                    + " `respond`"
                            : "a route has one of `service`, `services`, `redirect` and `respond`");
            return Optional.empty();
        }
        if (block.has(TrafficKey.REDIRECT)) {
            return redirect(block).map(redirect -> new Action(null, redirect, null));
        }
        if (block.has(TrafficKey.RESPOND)) {
            return respond(block).map(answer -> new Action(null, null, answer));
        }
        return forward(block).map(forward -> new Action(forward, null, null));
    }

    private Optional<Forward> forward(Block block) {
        List<Share> shares =
                block.has(TrafficKey.SERVICE)
                        ? single(block)
                        : several(block.node(TrafficKey.ROUTE_SERVICES));
        Stickiness sticky = sticky(block);
        RetryPolicy retry = retry(block.block(Place.RETRY, TrafficKey.RETRY));
        Importance importance = importance(block);
        if (!findings.isEmpty() || shares.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Forward(shares, sticky, retry, importance));
    }

    private List<Share> single(Block block) {
        String service = block.text(TrafficKey.SERVICE);
        boolean known = service != null && isKnown(service, block.at(TrafficKey.SERVICE));
        return known && service != null
                ? List.of(new Share(new TargetGroupId(service), 1))
                : List.of();
    }

    private List<Share> several(@Nullable Node node) {
        var shares = new ArrayList<Share>();
        int sum = 0;
        for (var entry : Block.entries(node, "`services`", findings).entrySet()) {
            Node at = entry.getValue().getValueNode();
            String text = Block.text(at, entry.getKey(), findings);
            boolean number = text != null && text.matches("[0-9]{1,4}");
            int weight = number && text != null ? Integer.parseInt(text) : -1;
            if (weight < 0 || weight > Share.WEIGHT_MAX) {
                bad(at, "a weight is a whole number from 0 to %d", Share.WEIGHT_MAX);
            } else if (isKnown(entry.getKey(), entry.getValue().getKeyNode())) {
                shares.add(new Share(new TargetGroupId(entry.getKey()), weight));
                sum += weight;
            }
        }
        if (node != null
                && findings.isEmpty()
                && (sum == 0 || shares.size() > Forward.SHARES_MAX)) {
            bad(node, "`services` are 1 to %d with weights, not all 0", Forward.SHARES_MAX);
        }
        return shares;
    }

    private boolean isKnown(String service, Node at) {
        if (services.contains(service) && Names.isName(service)) {
            return true;
        }
        String next =
                Nearest.to(service, services)
                        .map(nearest -> "Did you mean `" + nearest + "`?")
                        .orElse("Services: " + String.join(", ", services) + ".");
        findings.addWithNext(
                ProblemCode.UNKNOWN_SERVICE,
                at,
                next,
                "there is no service `%s`",
                Block.cut(service));
        return false;
    }

    private Optional<Redirect> redirect(Block route) {
        Block block = route.block(Place.REDIRECT, TrafficKey.REDIRECT);
        Integer status = block.whole(TrafficKey.REDIRECT_STATUS, 301, 308);
        if (status != null && !Set.of(301, 302, 307, 308).contains(status)) {
            block.bad(TrafficKey.REDIRECT_STATUS, "`status` is 301, 302, 307 or 308");
        }
        String scheme = text(block, TrafficKey.SCHEME, s -> s.equals("http") || s.equals("https"));
        String host = text(block, TrafficKey.REDIRECT_HOST, s -> HOST.matcher(s).matches());
        Integer port = block.whole(TrafficKey.REDIRECT_PORT, 0, 65535);
        String path =
                text(
                        block,
                        TrafficKey.REDIRECT_PATH,
                        s -> isTemplate(s) && (s.startsWith("/") || s.startsWith("{")));
        String query = text(block, TrafficKey.REDIRECT_QUERY, ActionReader::isTemplate);
        if (CHANGES.stream().noneMatch(block::has)) {
            block.bad(TrafficKey.SCHEME, "a redirect must change something");
        }
        return findings.isEmpty()
                ? Optional.of(
                        new Redirect(
                                status == null ? 302 : status, scheme, host, port, path, query))
                : Optional.empty();
    }

    private static boolean isTemplate(String text) {
        return TEMPLATE.matcher(text).matches() && !VARIABLE.matcher(text).find();
    }

    private Optional<FixedAnswer> respond(Block route) {
        Block block = route.block(Place.RESPOND, TrafficKey.RESPOND);
        Integer given = block.whole(TrafficKey.RESPOND_STATUS, 200, 599);
        int status = given == null ? 200 : given;
        String type = text(block, TrafficKey.CONTENT_TYPE, s -> TYPE.matcher(s).matches());
        String body = block.has(TrafficKey.BODY) ? block.text(TrafficKey.BODY) : null;
        if (body != null && !body.isEmpty() && (status == 204 || status == 304)) {
            block.bad(TrafficKey.BODY, "a %d has no body", status);
        }
        return findings.isEmpty()
                ? Optional.of(
                        new FixedAnswer(
                                status,
                                type == null ? "text/plain; charset=utf-8" : type,
                                body == null ? "" : body))
                : Optional.empty();
    }

    private static @Nullable Stickiness sticky(Block route) {
        if (!route.has(TrafficKey.STICKY)) {
            return null;
        }
        if (route.node(TrafficKey.STICKY) instanceof ScalarNode scalar) {
            if (!scalar.getValue().equals("cookie")) {
                route.bad(TrafficKey.STICKY, "`sticky` is `cookie` or a block");
            }
            return new Stickiness(COOKIE, Duration.ZERO, null);
        }
        Block block = route.block(Place.STICKY, TrafficKey.STICKY);
        String cookie = text(block, TrafficKey.STICKY_COOKIE, s -> TOKEN.matcher(s).matches());
        Duration life = block.duration(TrafficKey.LASTS, LIFE_MAX);
        String by = block.has(TrafficKey.STICKY_HASH) ? block.text(TrafficKey.STICKY_HASH) : null;
        HashKey key = by == null ? null : key(by).orElse(null);
        if (by != null && key == null) {
            block.bad(
                    TrafficKey.STICKY_HASH,
                    "`hash` is '%s'; wanted source, cookie:NAME or header:NAME",
                    Block.cut(by));
        }
        boolean plain = cookie == null && key == null;
        return new Stickiness(
                plain || (cookie == null && life != null) ? COOKIE : cookie,
                life == null ? Duration.ZERO : life,
                key);
    }

    /// `source`, `cookie:NAME` or `header:NAME`.
    static Optional<HashKey> key(String text) {
        if (text.equals("source")) {
            return Optional.of(HashKey.SOURCE);
        }
        int colon = text.indexOf(':');
        String name = text.substring(colon + 1);
        if (colon < 0 || !TOKEN.matcher(name).matches()) {
            return Optional.empty();
        }
        return switch (text.substring(0, colon)) {
            case "cookie" -> Optional.of(new HashKey(HashKey.Of.COOKIE, name));
            case "header" ->
                    Optional.of(new HashKey(HashKey.Of.HEADER, name.toLowerCase(Locale.ROOT)));
            default -> Optional.empty();
        };
    }

    private RetryPolicy retry(Block block) {
        RetryPolicy standard = RetryPolicy.DEFAULT;
        Integer attempts = block.whole(TrafficKey.ATTEMPTS, 1, RetryPolicy.ATTEMPTS_MAX);
        var statuses = new ArrayList<Integer>();
        for (Node item : block.list(TrafficKey.STATUSES)) {
            String text = Block.text(item, "on", findings);
            if (text != null && text.matches("[45][0-9]{2}")) {
                statuses.add(Integer.parseInt(text));
            } else if (text != null) {
                bad(item, "'%s' is no status from 400 to 599", Block.cut(text));
            }
        }
        Duration tryTimeout = block.duration(TrafficKey.TRY_TIMEOUT, MINUTE);
        Duration backoff = block.duration(TrafficKey.BACKOFF, MINUTE);
        Duration most = block.duration(TrafficKey.BACKOFF_MAX, MINUTE);
        Duration longest = most == null ? standard.backoffMax() : most;
        if (backoff != null && backoff.compareTo(longest) > 0) {
            block.bad(TrafficKey.BACKOFF, "`backoff` is above `backoff_max`");
            return standard;
        }
        return new RetryPolicy(
                attempts == null ? standard.attempts() : attempts,
                statuses,
                tryTimeout == null ? Duration.ZERO : tryTimeout,
                backoff == null ? Duration.ZERO : backoff,
                longest);
    }

    private static Importance importance(Block block) {
        String text = block.has(TrafficKey.IMPORTANCE) ? block.text(TrafficKey.IMPORTANCE) : null;
        return switch (text) {
            case null -> Importance.NORMAL;
            case "low" -> Importance.LOW;
            case "normal" -> Importance.NORMAL;
            case "high" -> Importance.HIGH;
            default -> {
                block.bad(TrafficKey.IMPORTANCE, "`importance` is low, normal or high");
                yield Importance.NORMAL;
            }
        };
    }

    /// `path` is the route's.
    Rewrite rewrite(Block route, PathMatch path) {
        if (!route.has(TrafficKey.REWRITE)) {
            return Rewrite.NONE;
        }
        Block block = route.block(Place.REWRITE, TrafficKey.REWRITE);
        if (route.has(TrafficKey.REDIRECT) || route.has(TrafficKey.RESPOND)) {
            route.bad(TrafficKey.REWRITE, "`rewrite` is for routes that send to a service");
        }
        String strip = path(block, TrafficKey.STRIP);
        String replace = path(block, TrafficKey.REPLACE);
        if (strip != null && replace != null) {
            block.bad(TrafficKey.REPLACE, "a path is rewritten by `strip` or by `replace`");
        }
        if (replace != null && path.kind() == PathMatch.Kind.PATTERN) {
            block.bad(TrafficKey.REPLACE, "`replace` needs a route without a pattern");
        }
        HeaderRewrite request = headers(block, TrafficKey.REQUEST_HEADERS);
        HeaderRewrite response = headers(block, TrafficKey.RESPONSE_HEADERS);
        return new Rewrite(
                request,
                response,
                strip != null ? strip : replace == null ? null : path.value(),
                replace == null ? "" : replace);
    }

    private HeaderRewrite headers(Block rewrite, TrafficKey key) {
        Block block = rewrite.block(Place.HEADERS, key);
        Map<String, String> set = lines(block.node(TrafficKey.SET), "`set`");
        Map<String, String> add = lines(block.node(TrafficKey.ADD), "`add`");
        var remove = new ArrayList<String>();
        for (Node item : block.list(TrafficKey.REMOVE)) {
            String name = Block.text(item, "remove", findings);
            if (name != null && mayChange(name, item)) {
                remove.add(name.toLowerCase(Locale.ROOT));
            }
        }
        if (set.size() + add.size() + remove.size() > HeaderRewrite.HEADERS_MAX) {
            rewrite.bad(key, "more than %d headers", HeaderRewrite.HEADERS_MAX);
            return HeaderRewrite.NONE;
        }
        return new HeaderRewrite(set, add, remove);
    }

    private Map<String, String> lines(@Nullable Node node, String title) {
        var lines = new LinkedHashMap<String, String>();
        for (var entry : Block.entries(node, title, findings).entrySet()) {
            Node at = entry.getValue().getValueNode();
            String value = Block.text(at, entry.getKey(), findings);
            if (value != null && !HeaderRewrite.isValue(value)) {
                bad(at, "'%s' is no header value: visible ASCII", Block.cut(value));
            } else if (value != null && mayChange(entry.getKey(), entry.getValue().getKeyNode())) {
                lines.put(entry.getKey(), value);
            }
        }
        return lines;
    }

    private boolean mayChange(String name, Node at) {
        boolean may = HeaderRewrite.mayChange(name);
        if (!may) {
            bad(at, "header '%s' belongs to the connection or to the edge", Block.cut(name));
        }
        return may;
    }

    private @Nullable String path(Block block, TrafficKey key) {
        return block.has(key) ? ServiceReader.path(block.at(key), key.text(), findings) : null;
    }

    private static @Nullable String text(Block block, TrafficKey key, Predicate<String> valid) {
        String text = block.has(key) ? block.text(key) : null;
        if (text != null && !valid.test(text)) {
            block.bad(key, "`%s` cannot be '%s'", key.text(), Block.cut(text));
            return null;
        }
        return text;
    }

    private void bad(Node at, String format, Object... arguments) {
        findings.add(ProblemCode.BAD_VALUE, at, format, arguments);
    }
}
