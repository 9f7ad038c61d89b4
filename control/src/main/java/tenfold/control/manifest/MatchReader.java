package tenfold.control.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import tenfold.base.net.Cidr;
import tenfold.control.problem.ProblemCode;
import tenfold.model.PathMatch;
import tenfold.model.RouteMatch;

/// Reads what a route takes.
final class MatchReader {
    private static final int PATTERN_MAX = 256;
    private static final Pattern HOST =
            Pattern.compile("(?:\\*\\.)?[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?");
    private static final Pattern PATH = Pattern.compile("=?/[\\x21-\\x7E&&[^#?]]{0,1023}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,31}");

    private final Findings findings;

    MatchReader(Findings findings) {
        this.findings = findings;
    }

    RouteMatch read(Block block) {
        return new RouteMatch(
                host(block),
                path(block),
                methods(block),
                conditions(block, TrafficKey.ROUTE_HEADERS, true),
                conditions(block, TrafficKey.QUERY, false),
                sources(block));
    }

    static @Nullable String host(Block block) {
        String host = block.has(TrafficKey.HOST) ? block.text(TrafficKey.HOST) : null;
        if (host == null) {
            return null;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(lower).matches()) {
            block.bad(TrafficKey.HOST, "`host` '%s' is no host name", Block.cut(host));
            return null;
        }
        return lower;
    }

    private static PathMatch path(Block block) {
        String path = block.has(TrafficKey.ROUTE_PATH) ? block.text(TrafficKey.ROUTE_PATH) : null;
        if (path == null) {
            return PathMatch.ALL;
        }
        if (!PATH.matcher(path).matches()) {
            block.bad(
                    TrafficKey.ROUTE_PATH,
                    "`path` is '%s'; a path starts with / or =/ and has no spaces and no ?",
                    Block.cut(path));
            return PathMatch.ALL;
        }
        boolean exact = path.startsWith("=");
        if (path.indexOf('*') >= 0) {
            if (exact || path.length() > PATTERN_MAX) {
                block.bad(
                        TrafficKey.ROUTE_PATH,
                        "`path` '%s' is a pattern: without =, and at most %d characters",
                        Block.cut(path),
                        PATTERN_MAX);
                return PathMatch.ALL;
            }
            return PathMatch.pattern(path);
        }
        return exact ? PathMatch.exact(path.substring(1)) : PathMatch.prefix(path);
    }

    private List<String> methods(Block block) {
        var methods = new ArrayList<String>();
        for (Node item : few(block, TrafficKey.METHODS)) {
            String method = Block.text(item, "methods", findings);
            if (method != null && !METHOD.matcher(method).matches()) {
                bad(item, "'%s' is no method: capitals, like GET", Block.cut(method));
            } else if (method != null) {
                methods.add(method);
            }
        }
        return methods;
    }

    private List<Cidr> sources(Block block) {
        var sources = new ArrayList<Cidr>();
        for (Node item : few(block, TrafficKey.SOURCE)) {
            String text = Block.text(item, "source", findings);
            if (text != null) {
                try {
                    sources.add(Cidr.parse(text));
                } catch (IllegalArgumentException e) {
                    bad(item, "'%s' is no network like 10.0.0.0/8", Block.cut(text));
                }
            }
        }
        return sources;
    }

    private Map<String, List<String>> conditions(Block block, TrafficKey key, boolean headers) {
        var conditions = new LinkedHashMap<String, List<String>>();
        var entries = Block.entries(block.node(key), "`" + key.text() + "`", findings);
        if (entries.size() > RouteMatch.VALUES_MAX) {
            block.bad(key, "more than %d conditions", RouteMatch.VALUES_MAX);
            return conditions;
        }
        for (var entry : entries.entrySet()) {
            String name = entry.getKey();
            if (headers && !TOKEN.matcher(name).matches()) {
                bad(entry.getValue().getKeyNode(), "'%s' is no header", Block.cut(name));
                continue;
            }
            List<String> patterns = patterns(entry.getValue().getValueNode(), name);
            String plain = headers ? name.toLowerCase(Locale.ROOT) : name;
            if (!patterns.isEmpty() && conditions.put(plain, patterns) != null) {
                bad(entry.getValue().getKeyNode(), "`%s` stands twice", Block.cut(name));
            }
        }
        return conditions;
    }

    private List<String> patterns(Node value, String name) {
        List<Node> items =
                value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
        if (items.isEmpty() || items.size() > RouteMatch.VALUES_MAX) {
            bad(value, "`%s` needs 1 to %d values", Block.cut(name), RouteMatch.VALUES_MAX);
            return List.of();
        }
        var patterns = new ArrayList<String>();
        for (Node item : items) {
            String pattern = Block.text(item, name, findings);
            if (pattern != null && pattern.length() > PATTERN_MAX) {
                bad(item, "a pattern has at most %d characters", PATTERN_MAX);
            } else if (pattern != null) {
                patterns.add(pattern);
            }
        }
        return patterns;
    }

    private static List<Node> few(Block block, TrafficKey key) {
        List<Node> items = block.list(key);
        if (items.size() > RouteMatch.VALUES_MAX) {
            block.bad(key, "more than %d values", RouteMatch.VALUES_MAX);
            return List.of();
        }
        return items;
    }

    private void bad(Node at, String format, Object... arguments) {
        findings.add(ProblemCode.BAD_VALUE, at, format, arguments);
    }
}
