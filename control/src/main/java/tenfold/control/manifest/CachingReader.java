package tenfold.control.manifest;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import tenfold.control.manifest.Key.Place;
import tenfold.model.CachePolicy;
import tenfold.model.CachePolicy.Promise;
import tenfold.model.CacheTier;
import tenfold.model.RouteMatch;

/// Reads what the manifest says about caching.
record CachingReader(Findings findings) {
    static final int NAMES_MAX = 32;
    private static final Duration TTL_MAX = Duration.ofDays(365);
    private static final int MEMORY_MIB_MAX = 64 << 10;
    private static final int DISK_MIB_MAX = 16 << 20;
    private static final long BODY_MIB_MAX = 4 << 10;
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.~\\[\\]-]{1,64}\\*?");

    /// `edge.cache`.
    CacheTier tier(Block block) {
        return new CacheTier(
                size(block, GuardKey.CACHE_MEMORY, CacheTier.DEFAULT.memoryMib(), MEMORY_MIB_MAX),
                size(block, GuardKey.CACHE_DISK, CacheTier.DEFAULT.diskMib(), DISK_MIB_MAX),
                CacheTier.DEFAULT.purges());
    }

    private static int size(Block block, ManifestKey key, int standard, int max) {
        return (int) mebibytes(block, key, standard, max);
    }

    private static long mebibytes(Block block, ManifestKey key, long standard, long max) {
        String text = block.has(key) ? block.text(key) : null;
        if (text == null) {
            return standard;
        }
        OptionalLong size = Quantity.mebibytes(text);
        if (size.isEmpty() || size.getAsLong() < 1 || size.getAsLong() > max) {
            block.bad(
                    key,
                    "`%s` is '%s'; wanted a size like 64MB or 2GB, at most %dMB",
                    key.text(),
                    Block.cut(text),
                    max);
            return standard;
        }
        return size.getAsLong();
    }

    /// Whether `routes[].cache` is `off`.
    static boolean isOff(Block route) {
        return route.node(GuardKey.ROUTE_CACHE) instanceof ScalarNode word
                && word.getValue().equals("off");
    }

    /// `routes[].cache`: `on`, `off` or a block; null when nothing is to be cached.
    @Nullable CachePolicy route(Block route, RouteMatch match) {
        CachePolicy policy = policyOf(route);
        if (policy == null) {
            return null;
        }
        // What is stored is found by its URL alone: another user must not get it.
        if (!match.headers().isEmpty() || !match.sources().isEmpty()) {
            route.bad(
                    GuardKey.ROUTE_CACHE,
                    "a route that is chosen by header or source cannot be cached");
            return null;
        }
        if (!Collections.disjoint(match.query().keySet(), policy.ignoredQuery())) {
            route.bad(
                    GuardKey.ROUTE_CACHE,
                    "a route that is chosen by a parameter cannot ignore it in its cache");
            return null;
        }
        return policy;
    }

    private @Nullable CachePolicy policyOf(Block route) {
        Node node = route.node(GuardKey.ROUTE_CACHE);
        if (node == null || !route.has(GuardKey.ROUTE_CACHE)) {
            return null;
        }
        if (node instanceof ScalarNode word) {
            return switch (word.getValue()) {
                case "off" -> null;
                case "on" -> CachePolicy.DEFAULT;
                default -> {
                    route.bad(
                            GuardKey.ROUTE_CACHE,
                            "`cache` is '%s'; wanted on, off or a block of keys",
                            Block.shown(word));
                    yield null;
                }
            };
        }
        return policy(route.block(Place.ROUTE_CACHE, GuardKey.ROUTE_CACHE));
    }

    private CachePolicy policy(Block block) {
        CachePolicy standard = CachePolicy.DEFAULT;
        return new CachePolicy(
                time(block, GuardKey.TTL, standard.ttlDefault()),
                time(block, GuardKey.TTL_MAX, standard.ttlMax()),
                time(block, GuardKey.NEGATIVE_TTL, standard.negativeTtl()),
                time(block, GuardKey.ERROR_TTL, standard.errorTtl()),
                time(block, GuardKey.STALE_WHILE_REVALIDATE, standard.staleWhileRevalidate()),
                time(block, GuardKey.STALE_IF_ERROR, standard.staleIfError()),
                names(block, GuardKey.IGNORED_QUERY, PARAMETER, "query parameter"),
                lower(names(block, GuardKey.KEYED_HEADERS, HEADER, "header")),
                promises(block),
                block.flag(GuardKey.COMPRESS, standard.compress()),
                mebibytes(block, GuardKey.BODY_MAX, standard.bodyBytesMax() >> 20, BODY_MIB_MAX)
                        << 20);
    }

    /// Zero is a time here: `0s`.
    private static Duration time(Block block, ManifestKey key, Duration standard) {
        String text = block.has(key) ? block.text(key) : null;
        if (text != null && Quantity.duration(text).filter(Duration::isZero).isPresent()) {
            return Duration.ZERO;
        }
        Duration time = text == null ? null : block.duration(key, TTL_MAX);
        return time == null ? standard : time;
    }

    private Set<String> names(Block block, ManifestKey key, Pattern rule, String what) {
        var names = new LinkedHashSet<String>();
        for (Node item : block.list(key)) {
            String name = Block.text(item, key.text(), findings);
            if (name != null && !rule.matcher(name).matches()) {
                block.bad(key, "`%s` names no %s: '%s'", key.text(), what, Block.cut(name));
            } else if (name != null) {
                names.add(name);
            }
        }
        if (names.size() > NAMES_MAX) {
            block.bad(key, "`%s` has more than %d names", key.text(), NAMES_MAX);
            return Set.of();
        }
        return names;
    }

    private static Set<String> lower(Set<String> names) {
        var lower = new LinkedHashSet<String>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return lower;
    }

    private Set<Promise> promises(Block block) {
        var promises = EnumSet.noneOf(Promise.class);
        for (Node item : block.list(GuardKey.PROMISES)) {
            String words = Block.text(item, GuardKey.PROMISES.text(), findings);
            Promise promise = words == null ? null : promise(words);
            if (promise != null) {
                promises.add(promise);
            } else if (words != null) {
                var known =
                        EnumSet.allOf(Promise.class).stream().map(CachingReader::words).toList();
                block.bad(
                        GuardKey.PROMISES,
                        "there is no promise '%s'; there are: %s",
                        Block.cut(words),
                        String.join(", ", known));
            }
        }
        return promises;
    }

    private static @Nullable Promise promise(String words) {
        return EnumSet.allOf(Promise.class).stream()
                .filter(one -> words(one).equals(words))
                .findFirst()
                .orElse(null);
    }

    /// As it is written in the manifest: `cookies change nothing`.
    static String words(Promise promise) {
        return promise.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
