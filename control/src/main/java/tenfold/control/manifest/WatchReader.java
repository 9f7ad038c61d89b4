package tenfold.control.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import tenfold.control.manifest.Key.Place;
import tenfold.control.problem.ProblemCode;
import tenfold.model.manifest.AlarmCondition;
import tenfold.model.manifest.AlarmCondition.Comparison;
import tenfold.model.manifest.AlarmCondition.Composite;
import tenfold.model.manifest.AlarmCondition.Missing;
import tenfold.model.manifest.AlarmCondition.Points;
import tenfold.model.manifest.AlarmManifest;
import tenfold.model.manifest.WatchManifest;

/// Reads what is to be watched: `alarms`, and the `metrics` of services.
final class WatchReader {
    private static final int ALARMS_MAX = 100;
    private static final int POINTS_MAX = 100;
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration EVERY_MAX = Duration.ofHours(1);
    private static final Pattern WHEN =
            Pattern.compile(
                    "(.*\\S)\\s*(>=|<=|>|<)\\s*([-+]?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)",
                    Pattern.DOTALL);
    private static final Pattern POINTS = Pattern.compile("([0-9]{1,3}) of ([0-9]{1,3})");
    private static final Pattern URL = Pattern.compile("https?://[^\\s/]+\\S*");

    private final Findings findings;

    WatchReader(Findings findings) {
        this.findings = findings;
    }

    WatchManifest read(Block root) {
        var alarms = new ArrayList<AlarmManifest>();
        Map<String, NodeTuple> entries =
                Block.entries(root.node(WatchKey.ALARMS), "`alarms`", findings);
        if (entries.size() > ALARMS_MAX) {
            root.bad(WatchKey.ALARMS, "more than %d alarms", ALARMS_MAX);
            return WatchManifest.NONE;
        }
        entries.forEach(
                (name, entry) -> alarm(name, entry, entries.keySet()).ifPresent(alarms::add));
        circles(alarms)
                .ifPresent(name -> root.bad(WatchKey.ALARMS, "alarm `%s` is made of itself", name));
        return new WatchManifest(metrics(root.node(Key.SERVICES)), alarms);
    }

    private Map<String, String> metrics(@Nullable Node services) {
        var paths = new LinkedHashMap<String, String>();
        if (services instanceof MappingNode) {
            // Whatever else is wrong with a service is told by its own reader.
            var quiet = new Findings();
            Block.entries(services, "", quiet)
                    .forEach((name, entry) -> {
                        Node value = entry.getValueNode();
                        Node at =
                                new Block(Place.SERVICE, value, value, quiet)
                                        .node(WatchKey.METRICS);
                        String path =
                                at == null ? null : ServiceReader.path(at, "metrics", findings);
                        if (path != null && Names.isName(name)) {
                            paths.put(name, path);
                        }
                    });
        }
        return paths;
    }

    private Optional<AlarmManifest> alarm(String name, NodeTuple entry, Set<String> all) {
        if (!Names.isName(name)) {
            findings.add(
                    ProblemCode.BAD_VALUE,
                    entry.getKeyNode(),
                    "alarm name '%s' is not %s",
                    Block.cut(name),
                    Names.RULE);
            return Optional.empty();
        }
        var block = new Block(Place.ALARM, entry.getValueNode(), entry.getKeyNode(), findings);
        boolean parts =
                block.has(WatchKey.ALL_OF)
                        || block.has(WatchKey.ANY_OF)
                        || block.has(WatchKey.NONE_OF);
        if (block.has(WatchKey.WHEN) == parts) {
            block.bad(
                    WatchKey.WHEN,
                    "an alarm needs `when`, or else `all_of`, `any_of` or `none_of`");
            return Optional.empty();
        }
        AlarmCondition condition = parts ? composite(block, all) : threshold(block);
        String webhook = block.has(WatchKey.WEBHOOK) ? block.text(WatchKey.WEBHOOK) : null;
        if (webhook != null && !URL.matcher(webhook).matches()) {
            block.bad(
                    WatchKey.WEBHOOK,
                    "`webhook` is '%s'; wanted an http or https URL",
                    Block.cut(webhook));
        }
        String run = block.has(WatchKey.ALARM_RUN) ? block.text(WatchKey.ALARM_RUN) : null;
        return condition == null
                ? Optional.empty()
                : Optional.of(AlarmManifest.of(name, condition, webhook, run));
    }

    private static @Nullable AlarmCondition threshold(Block block) {
        String text = block.text(WatchKey.WHEN);
        Duration every = block.duration(WatchKey.EVERY, EVERY_MAX);
        Points points = points(block);
        Missing missing = missing(block);
        Matcher when = WHEN.matcher(text == null ? "" : text.strip());
        if (!when.matches()) {
            block.bad(
                    WatchKey.WHEN,
                    "`when` is '%s'; wanted a query, one of > >= < <=, and a number",
                    Block.cut(String.valueOf(text)));
            return null;
        }
        return new AlarmCondition.Threshold(
                when.group(1),
                comparison(when.group(2)),
                Double.parseDouble(when.group(3)),
                every == null ? EVERY : every,
                points,
                missing);
    }

    private static Comparison comparison(String text) {
        return switch (text) {
            case ">" -> Comparison.ABOVE;
            case ">=" -> Comparison.AT_LEAST;
            case "<" -> Comparison.BELOW;
            default -> Comparison.AT_MOST;
        };
    }

    private static Points points(Block block) {
        String text = block.has(WatchKey.POINTS) ? block.text(WatchKey.POINTS) : "1 of 1";
        Matcher match = POINTS.matcher(text == null ? "" : text);
        if (match.matches()) {
            int points = Integer.parseInt(match.group(1));
            int of = Integer.parseInt(match.group(2));
            if (points >= 1 && points <= of && of <= POINTS_MAX) {
                return new Points(points, of);
            }
        }
        block.bad(
                WatchKey.POINTS,
                "`points` is '%s'; wanted like 3 of 5",
                Block.cut(String.valueOf(text)));
        return new Points(1, 1);
    }

    private static Missing missing(Block block) {
        String text = block.has(WatchKey.MISSING) ? block.text(WatchKey.MISSING) : "unknown";
        return switch (text == null ? "" : text) {
            case "unknown" -> Missing.UNKNOWN;
            case "ok" -> Missing.OK;
            case "alarm" -> Missing.ALARM;
            case "keep" -> Missing.KEEP;
            default -> {
                block.bad(
                        WatchKey.MISSING,
                        "`missing` is '%s'; wanted unknown, ok, alarm or keep",
                        Block.cut(String.valueOf(text)));
                yield Missing.UNKNOWN;
            }
        };
    }

    private Composite composite(Block block, Set<String> all) {
        return new Composite(
                names(block, WatchKey.ALL_OF, all),
                names(block, WatchKey.ANY_OF, all),
                names(block, WatchKey.NONE_OF, all));
    }

    private List<String> names(Block block, WatchKey key, Set<String> all) {
        var names = new LinkedHashSet<String>();
        for (Node item : block.list(key)) {
            String name = Block.text(item, key.text(), findings);
            if (name != null && !all.contains(name)) {
                String next =
                        Nearest.to(name, all)
                                .map(nearest -> "Did you mean `" + nearest + "`?")
                                .orElse("Alarms: " + String.join(", ", all) + ".");
                findings.addWithNext(
                        ProblemCode.BAD_VALUE,
                        item,
                        next,
                        "there is no alarm `%s`",
                        Block.cut(name));
            } else if (name != null) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    /// An alarm that depends on itself, if there is one.
    private static Optional<String> circles(List<AlarmManifest> alarms) {
        Map<String, Set<String>> parts = new LinkedHashMap<>();
        for (AlarmManifest alarm : alarms) {
            var names = new HashSet<String>();
            if (alarm.condition() instanceof Composite composite) {
                names.addAll(composite.allOf());
                names.addAll(composite.anyOf());
                names.addAll(composite.noneOf());
            }
            parts.put(alarm.name(), names);
        }
        return parts.keySet().stream().filter(name -> reaches(name, name, parts)).findFirst();
    }

    private static boolean reaches(String from, String wanted, Map<String, Set<String>> parts) {
        var seen = new HashSet<String>();
        var open = new ArrayList<>(parts.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String name = open.removeLast();
            if (name.equals(wanted)) {
                return true;
            }
            if (seen.add(name)) {
                open.addAll(parts.getOrDefault(name, Set.of()));
            }
        }
        return false;
    }
}
