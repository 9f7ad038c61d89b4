package tenfold.control.manifest;

import java.time.Duration;
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
                size(block, Key.CACHE_MEMORY, CacheTier.DEFAULT.memoryMib(), MEMORY_MIB_MAX),
                size(block, Key.CACHE_DISK, CacheTier.DEFAULT.diskMib(), DISK_MIB_MAX),
                CacheTier.DEFAULT.purges());
    }

    private static int size(Block block, Key key, int standard, int max) {
        return (int) mebibytes(block, key, standard, max);
    }

    private static long mebibytes(Block block, Key key, long standard, long max) {
        String text = block.has(key) ? block.text(key) : null;
        if (text == null) {
            return standard;
        }
        OptionalLong size = Quantity.mebibytes(text);
        if (size.isEmpty() || size.getAsLong() < 1 || size.getAsLong() > max) {
            block.bad(
                    key,
                    "`%s` is '%s'; wanted a size like 64MB or 2GB, at most %dMB",
                    key.text,
                    Block.cut(text),
                    max);
            return standard;
        }
        return size.getAsLong();
    }

    /// Whether `routes[].cache` is `off`.
    static boolean isOff(Block route) {
        return route.node(Key.ROUTE_CACHE) instanceof ScalarNode word
                && word.getValue().equals("off");
    }

    /// `routes[].cache`: `on`, `off` or a block; null when nothing is to be cached.
    @Nullable CachePolicy route(Block route) {
        Node node = route.node(Key.ROUTE_CACHE);
        if (node == null || !route.has(Key.ROUTE_CACHE)) {
            return null;
        }
        if (node instanceof ScalarNode word) {
            return switch (word.getValue()) {
                case "off" -> null;
                case "on" -> CachePolicy.DEFAULT;
                default -> {
                    route.bad(
                            Key.ROUTE_CACHE,
                            "`cache` is '%s'; wanted on, off or a block of keys",
                            Block.shown(word));
                    yield null;
                }
            };
        }
        return policy(route.block(Place.ROUTE_CACHE, Key.ROUTE_CACHE));
    }

    private CachePolicy policy(Block block) {
        CachePolicy standard = CachePolicy.DEFAULT;
        return new CachePolicy(
                time(block, Key.TTL, standard.ttlDefault()),
                time(block, Key.TTL_MAX, standard.ttlMax()),
                time(block, Key.NEGATIVE_TTL, standard.negativeTtl()),
                time(block, Key.ERROR_TTL, standard.errorTtl()),
                time(block, Key.STALE_WHILE_REVALIDATE, standard.staleWhileRevalidate()),
                time(block, Key.STALE_IF_ERROR, standard.staleIfError()),
                names(block, Key.IGNORED_QUERY, PARAMETER, "query parameter"),
                lower(names(block, Key.KEYED_HEADERS, HEADER, "header")),
                promises(block),
                block.flag(Key.COMPRESS, standard.compress()),
                mebibytes(block, Key.BODY_MAX, standard.bodyBytesMax() >> 20, BODY_MIB_MAX) << 20);
    }

    /// Zero is a time here: `0s`.
    private static Duration time(Block block, Key key, Duration standard) {
        String text = block.has(key) ? block.text(key) : null;
        if (text != null && Quantity.duration(text).filter(Duration::isZero).isPresent()) {
            return Duration.ZERO;
        }
        Duration time = text == null ? null : block.duration(key, TTL_MAX);
        return time == null ? standard : time;
    }

    private Set<String> names(Block block, Key key, Pattern rule, String what) {
        var names = new LinkedHashSet<String>();
        for (Node item : block.list(key)) {
            String name = Block.text(item, key.text, findings);
            if (name != null && !rule.matcher(name).matches()) {
                block.bad(key, "`%s` names no %s: '%s'", key.text, what, Block.cut(name));
            } else if (name != null) {
                names.add(name);
            }
        }
        if (names.size() > NAMES_MAX) {
            block.bad(key, "`%s` has more than %d names", key.text, NAMES_MAX);
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
        for (Node item : block.list(Key.PROMISES)) {
            String words = Block.text(item, Key.PROMISES.text, findings);
            Promise promise = words == null ? null : promise(words);
            if (promise != null) {
                promises.add(promise);
            } else if (words != null) {
                var known =
                        EnumSet.allOf(Promise.class).stream().map(CachingReader::words).toList();
                block.bad(
                        Key.PROMISES,
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
