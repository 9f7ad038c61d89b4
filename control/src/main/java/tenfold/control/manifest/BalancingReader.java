package tenfold.control.manifest;

import java.time.Duration;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tenfold.control.manifest.Key.Place;
import tenfold.model.Balancing;
import tenfold.model.Balancing.Method;
import tenfold.model.Circuit;
import tenfold.model.Concurrency;
import tenfold.model.HashKey;
import tenfold.model.Outliers;

/// Reads how requests are spread over the instances of a service.
final class BalancingReader {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MANY = 100_000;
    private static final String HASH = "hash:";

    private BalancingReader() {}

    static Balancing read(Block service) {
        Balancing standard = Balancing.DEFAULT;
        String balance = service.has(TrafficKey.BALANCE) ? service.text(TrafficKey.BALANCE) : null;
        HashKey key =
                balance != null && balance.startsWith(HASH)
                        ? ActionReader.key(balance.substring(HASH.length())).orElse(null)
                        : null;
        Method method = key == null ? method(service, balance) : Method.HASH;
        Duration slowStart = service.duration(TrafficKey.SLOW_START, HOUR);
        Duration drain = service.duration(TrafficKey.DRAIN, HOUR);
        return new Balancing(
                method,
                key,
                slowStart == null ? standard.slowStart() : slowStart,
                percent(service, TrafficKey.PANIC, standard.panicPercent()),
                outliers(service.block(Place.OUTLIERS, TrafficKey.OUTLIERS)),
                circuit(service.block(Place.CIRCUIT, TrafficKey.CIRCUIT)),
                concurrency(service),
                drain == null ? standard.drainMax() : drain);
    }

    private static Method method(Block service, @Nullable String balance) {
        return switch (balance) {
            case null -> Method.LEAST_OUTSTANDING;
            case "least_outstanding" -> Method.LEAST_OUTSTANDING;
            case "round_robin" -> Method.ROUND_ROBIN;
            default -> {
                service.bad(
                        TrafficKey.BALANCE,
                        "`balance` is '%s'; wanted least_outstanding, round_robin, hash:source,"
                                + " hash:cookie:NAME or hash:header:NAME",
                        Block.cut(balance));
                yield Method.LEAST_OUTSTANDING;
            }
        };
    }

    private static Outliers outliers(Block block) {
        Outliers standard = Outliers.DEFAULT;
        Integer failures = block.whole(TrafficKey.FAILURES, 1, 1_000);
        Duration first = block.duration(TrafficKey.EJECTION, HOUR);
        Duration most = block.duration(TrafficKey.EJECTION_MAX, HOUR);
        Integer deviations = block.whole(TrafficKey.DEVIATIONS, 1, 10);
        Duration ejection = first == null ? standard.ejection() : first;
        Duration longest = most == null ? standard.ejectionMax() : most;
        if (most == null && ejection.compareTo(longest) > 0) {
            longest = ejection;
        } else if (ejection.compareTo(longest) > 0) {
            block.bad(TrafficKey.EJECTION_MAX, "`ejection_max` is below `ejection`");
            return standard;
        }
        return new Outliers(
                failures == null ? standard.failures() : failures,
                ejection,
                longest,
                percent(block, TrafficKey.EJECTED_MAX, standard.ejectedPercentMax()),
                deviations == null ? standard.deviations() : deviations);
    }

    private static Circuit circuit(Block block) {
        Circuit standard = Circuit.DEFAULT;
        Integer connections = block.whole(TrafficKey.CIRCUIT_CONNECTIONS, 1, MANY);
        Integer outstanding = block.whole(TrafficKey.OUTSTANDING, 1, MANY);
        Integer pending = block.whole(TrafficKey.PENDING, 0, MANY);
        return new Circuit(
                connections == null ? standard.connectionsMax() : connections,
                outstanding == null ? standard.outstandingMax() : outstanding,
                pending == null ? standard.pendingMax() : pending);
    }

    private static @Nullable Concurrency concurrency(Block service) {
        if (!service.has(TrafficKey.CONCURRENCY)) {
            return null;
        }
        if (service.node(TrafficKey.CONCURRENCY) instanceof ScalarNode scalar) {
            if (!scalar.getValue().equals("adaptive")) {
                service.bad(TrafficKey.CONCURRENCY, "`concurrency` is `adaptive` or a block");
            }
            return Concurrency.DEFAULT;
        }
        Block block = service.block(Place.CONCURRENCY, TrafficKey.CONCURRENCY);
        Integer least = block.whole(TrafficKey.LIMIT_MIN, 1, MANY);
        Integer most = block.whole(TrafficKey.LIMIT_MAX, 1, MANY);
        int min = least == null ? Concurrency.DEFAULT.limitMin() : least;
        int max = most == null ? Math.max(min, Concurrency.DEFAULT.limitMax()) : most;
        if (min > max) {
            block.bad(TrafficKey.LIMIT_MAX, "`max` %d is below `min` %d", max, min);
            return Concurrency.DEFAULT;
        }
        return new Concurrency(min, max);
    }

    private static int percent(Block block, TrafficKey key, int standard) {
        String text = block.has(key) ? block.text(key) : null;
        if (text == null) {
            return standard;
        }
        OptionalDouble part = Quantity.percent(text);
        if (part.isEmpty()) {
            block.bad(
                    key,
                    "`%s` is '%s'; wanted a percentage like 30%%",
                    key.text(),
                    Block.cut(text));
            return standard;
        }
        return (int) Math.round(100 * part.getAsDouble());
    }
}
