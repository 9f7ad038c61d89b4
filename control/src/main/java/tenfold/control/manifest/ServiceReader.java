package tenfold.control.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tenfold.control.manifest.Key.Place;
import tenfold.control.problem.ProblemCode;
import tenfold.model.Balancing;
import tenfold.model.HealthCheck;
import tenfold.model.ServiceName;
import tenfold.model.ServiceProtocol;
import tenfold.model.manifest.ScaleManifest;
import tenfold.model.manifest.ServiceManifest;

/// Reads one service of the manifest.
final class ServiceReader {
    static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Set<String> SETS =
            Set.of("core", "spring", "quarkus", "rails", "laravel", "django", "python", "node");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int VARIABLES_MAX = 200;
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
    private static final Pattern PATH = Pattern.compile("/[\\x21-\\x7E&&[^#]]{0,1023}");

    private final Findings findings;

    ServiceReader(Findings findings) {
        this.findings = findings;
    }

    /// Reads a service; `command` is what to run when the block does not say.
    Optional<ServiceManifest> read(String name, Node key, Node value, Optional<String> command) {
        if (!Names.isName(name)) {
            findings.add(
                    ProblemCode.BAD_VALUE,
                    key,
                    "service name '%s' is not %s",
                    Block.cut(name),
                    Names.RULE);
        }
        var block = new Block(Place.SERVICE, value, key, findings);
        String run = block.has(Key.RUN) ? block.text(Key.RUN) : command.orElse(null);
        if (run == null || run.isBlank()) {
            findings.add(
                    ProblemCode.NO_COMMAND, block.at(Key.RUN), "service `%s` has no command", name);
            run = "false";
        }
        Node scaled = block.node(Key.SCALE);
        ScaleManifest group =
                scaled instanceof MappingNode ? new ScaleReader(findings).read(scaled) : null;
        Integer scale = scaled instanceof MappingNode ? null : block.whole(Key.SCALE, 1, 64);
        Integer port = block.whole(Key.SERVICE_PORT, 1, 65535);
        if (port != null && (group != null || (scale != null && scale > 1))) {
            findings.add(
                    ProblemCode.FIXED_PORT_SCALED,
                    block.at(Key.SERVICE_PORT),
                    "%d instances of `%s` cannot share port %d",
                    group != null ? group.max() : or(scale, 1),
                    name,
                    port);
        }
        HealthCheck health = health(block).speaking(protocol(block));
        Balancing balancing = BalancingReader.read(block);
        Map<String, String> environment = environment(block.node(Key.ENV));
        List<String> sets = sets(block);
        Duration start = block.duration(Key.START_TIMEOUT, HOUR);
        Duration grace = block.duration(Key.STOP_GRACE, HOUR);
        String build = block.has(Key.BUILD) ? block.text(Key.BUILD) : null;
        if (!findings.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ServiceManifest(
                        new ServiceName(name),
                        build,
                        run,
                        health,
                        balancing,
                        group == null ? or(scale, 1) : group.min(),
                        group,
                        port,
                        environment,
                        sets,
                        start == null ? START_TIMEOUT : start,
                        grace == null ? STOP_GRACE : grace));
    }

    private static ServiceProtocol protocol(Block block) {
        boolean header = block.flag(Key.PROXY_PROTOCOL, false);
        String name = block.has(Key.PROTOCOL) ? block.text(Key.PROTOCOL) : "http1";
        ServiceProtocol.Kind kind =
                switch (name == null ? "http1" : name) {
                    case "http1" -> ServiceProtocol.Kind.HTTP1;
                    case "h2" -> ServiceProtocol.Kind.HTTP2;
                    case "tcp" -> ServiceProtocol.Kind.TCP;
                    default -> {
                        block.bad(
                                Key.PROTOCOL,
                                "`protocol` is '%s'; wanted http1, h2 or tcp",
                                Block.cut(String.valueOf(name)));
                        yield ServiceProtocol.Kind.HTTP1;
                    }
                };
        if (header && kind == ServiceProtocol.Kind.HTTP2) {
            block.bad(
                    Key.PROXY_PROTOCOL,
                    "a connection of `h2` is shared by many clients: `proxy_protocol` cannot name"
                            + " them");
            return new ServiceProtocol(kind, false);
        }
        return new ServiceProtocol(kind, header);
    }

    private static int or(@Nullable Integer number, int standard) {
        return number == null ? standard : number;
    }

    private HealthCheck health(Block service) {
        Node value = service.node(Key.HEALTH);
        if (value == null || value.getTag().equals(Tag.NULL)) {
            return HealthCheck.DEFAULT;
        }
        if (value instanceof ScalarNode scalar) {
            return withPath(HealthCheck.DEFAULT, scalar);
        }
        var block = new Block(Place.HEALTH, value, value, findings);
        HealthCheck standard = HealthCheck.DEFAULT;
        Node path = block.node(Key.HEALTH_PATH);
        Duration interval = block.duration(Key.INTERVAL, HOUR);
        Duration timeout = block.duration(Key.TIMEOUT, HOUR);
        Integer healthyAfter = block.whole(Key.HEALTHY_AFTER, 1, 10);
        Integer unhealthyAfter = block.whole(Key.UNHEALTHY_AFTER, 1, 10);
        var check =
                new HealthCheck(
                        standard.path(),
                        block.flag(Key.STRICT, standard.strict()),
                        interval == null ? standard.interval() : interval,
                        timeout == null ? standard.timeout() : timeout,
                        healthyAfter == null ? standard.healthyAfter() : healthyAfter,
                        unhealthyAfter == null ? standard.unhealthyAfter() : unhealthyAfter);
        return path == null ? check : withPath(check, path);
    }

    private HealthCheck withPath(HealthCheck check, Node at) {
        String path = path(at, "health", findings);
        return path == null ? check : check.withPath(path);
    }

    static @Nullable String path(Node at, String name, Findings findings) {
        String path = Block.text(at, name, findings);
        if (path != null && !PATH.matcher(path).matches()) {
            findings.add(
                    ProblemCode.BAD_VALUE,
                    at,
                    "`%s` is '%s'; a path starts with / and has no spaces",
                    name,
                    Block.cut(path));
            return null;
        }
        return path;
    }

    private Map<String, String> environment(@Nullable Node node) {
        var variables = new LinkedHashMap<String, String>();
        var entries = Block.entries(node, "`env`", findings);
        if (node instanceof MappingNode && entries.size() > VARIABLES_MAX) {
            findings.add(ProblemCode.BAD_VALUE, node, "more than %d variables", VARIABLES_MAX);
            return variables;
        }
        for (var entry : entries.entrySet()) {
            variable(entry.getKey(), entry.getValue().getKeyNode());
            Node at = entry.getValue().getValueNode();
            String value = Block.text(at, entry.getKey(), findings);
            if (value != null) {
                references(value, at);
                variables.put(entry.getKey(), value);
            }
        }
        return variables;
    }

    private void variable(String name, Node at) {
        if (name.equals("PORT") || name.startsWith("TENFOLD_")) {
            findings.add(ProblemCode.RESERVED_VARIABLE, at, "`%s` belongs to the platform", name);
        } else if (!VARIABLE.matcher(name).matches()) {
            findings.add(
                    ProblemCode.BAD_VALUE,
                    at,
                    "'%s' cannot be a variable's name: use letters, digits and _",
                    Block.cut(name));
        }
    }

    private void references(String value, Node at) {
        List<String> known =
                java.util.Arrays.stream(Reference.values()).map(Reference::text).toList();
        for (String name : Reference.unknownIn(value)) {
            String next =
                    Nearest.to(name, known)
                            .map(nearest -> "Did you mean `${" + nearest + "}`?")
                            .orElse(ProblemCode.UNKNOWN_REFERENCE.next());
            findings.addWithNext(
                    ProblemCode.UNKNOWN_REFERENCE, at, next, "`${%s}` is unknown", Block.cut(name));
        }
        if (value.contains("$${secret:")) {
            findings.add(ProblemCode.UNKNOWN_REFERENCE, at, "`${secret:` is kept for the platform");
        }
    }

    private @Nullable List<String> sets(Block block) {
        if (!block.has(Key.ENV_SETS)) {
            return null;
        }
        var sets = new ArrayList<String>();
        for (Node item : block.list(Key.ENV_SETS)) {
            String name = Block.text(item, "env_sets", findings);
            if (name != null && !SETS.contains(name)) {
                String known = String.join(", ", SETS.stream().sorted().toList());
                findings.add(
                        ProblemCode.BAD_VALUE,
                        item,
                        "unknown set '%s'; known: %s",
                        Block.cut(name),
                        known);
            } else if (name != null) {
                sets.add(name);
            }
        }
        return sets;
    }
}
