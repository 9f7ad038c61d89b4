package tenfold.control.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import tenfold.base.net.Cidr;
import tenfold.control.manifest.Key.Place;
import tenfold.model.Addresses;
import tenfold.model.Desync;
import tenfold.model.RateLimit;
import tenfold.model.RouteGuard;
import tenfold.model.Shield;

/// Reads what the manifest holds against attackers.
record ShieldReader(Findings findings) {
    private static final int PREFIXES_MAX = 1000;
    private static final int REQUESTS_MAX = 1_000_000;
    private static final int CONNECTIONS_MAX = 1_000_000;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    /// `edge.shield`.
    Shield shield(Block block) {
        Shield standard = Shield.DEFAULT;
        return new Shield(
                desync(block),
                addresses(block, GuardKey.SHIELD_ALLOW, GuardKey.SHIELD_DENY),
                connections(block, GuardKey.SHIELD_CONNECTIONS, standard.connectionsMax()),
                connections(block, GuardKey.PER_ADDRESS, standard.perAddressMax()),
                connections(block, GuardKey.PER_PREFIX, standard.perPrefixMax()));
    }

    private static int connections(Block block, ManifestKey key, int standard) {
        Integer most = block.whole(key, 1, CONNECTIONS_MAX);
        return most == null ? standard : most;
    }

    private static Desync desync(Block block) {
        String word = block.has(GuardKey.DESYNC) ? block.text(GuardKey.DESYNC) : null;
        if (word == null) {
            return Shield.DEFAULT.desync();
        }
        var found =
                Arrays.stream(Desync.values())
                        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
                        .findFirst();
        if (found.isEmpty()) {
            block.bad(
                    GuardKey.DESYNC,
                    "`desync` is '%s'; wanted monitor, defensive or strictest",
                    Block.cut(word));
        }
        return found.orElse(Shield.DEFAULT.desync());
    }

    /// What a route has of its own.
    RouteGuard route(Block route) {
        return new RouteGuard(
                addresses(route, GuardKey.ALLOW, GuardKey.DENY),
                route.has(GuardKey.RATE_LIMIT)
                        ? rate(route.block(Place.RATE_LIMIT, GuardKey.RATE_LIMIT))
                        : null);
    }

    private Addresses addresses(Block block, ManifestKey allow, ManifestKey deny) {
        return new Addresses(prefixes(block, allow), prefixes(block, deny));
    }

    private List<Cidr> prefixes(Block block, ManifestKey key) {
        var prefixes = new ArrayList<Cidr>();
        for (Node item : block.list(key)) {
            String text = Block.text(item, key.text(), findings);
            if (text == null) {
                continue;
            }
            try {
                prefixes.add(Cidr.parse(text));
            } catch (IllegalArgumentException _) {
                block.bad(
                        key,
                        "`%s` has '%s'; wanted an address or a range like 10.0.0.0/8 or"
                                + " 2001:db8::/32",
                        key.text(),
                        Block.cut(text));
            }
        }
        if (prefixes.size() > PREFIXES_MAX) {
            block.bad(key, "`%s` has more than %d ranges", key.text(), PREFIXES_MAX);
            return List.of();
        }
        return prefixes;
    }

    private static @Nullable RateLimit rate(Block block) {
        Integer requests = block.whole(GuardKey.RATE_REQUESTS, 1, REQUESTS_MAX);
        if (requests == null) {
            if (!block.has(GuardKey.RATE_REQUESTS)) {
                block.bad(GuardKey.RATE_REQUESTS, "`rate_limit` says no number of `requests`");
            }
            return null;
        }
        Duration per =
                block.has(GuardKey.RATE_PER)
                        ? block.duration(GuardKey.RATE_PER, Duration.ofDays(1))
                        : Duration.ofSeconds(1);
        Integer burst = block.whole(GuardKey.RATE_BURST, 1, REQUESTS_MAX);
        RateLimit.Key key = key(block);
        return per == null || key == null
                ? null
                : new RateLimit(requests, per, burst == null ? requests : burst, key);
    }

    private static RateLimit.@Nullable Key key(Block block) {
        String text = block.has(GuardKey.RATE_KEY) ? block.text(GuardKey.RATE_KEY) : "address";
        if (text == null) {
            return null;
        }
        String[] words = text.strip().split("\\s+", -1);
        boolean named = words.length == 2 && NAME.matcher(words[1]).matches();
        return switch (words[0] + "/" + words.length) {
            case "address/1" -> RateLimit.Key.ADDRESS;
            case "prefix/1" -> new RateLimit.Key(RateLimit.Kind.PREFIX, "");
            case "header/2" ->
                    named
                            ? new RateLimit.Key(
                                    RateLimit.Kind.HEADER, words[1].toLowerCase(Locale.ROOT))
                            : badKey(block, text);
            case "cookie/2" ->
                    named
                            ? new RateLimit.Key(RateLimit.Kind.COOKIE, words[1])
                            : badKey(block, text);
            default -> badKey(block, text);
        };
    }

    private static RateLimit.@Nullable Key badKey(Block block, String text) {
        block.bad(
                GuardKey.RATE_KEY,
                "`key` is '%s'; wanted address, prefix, `header NAME` or `cookie NAME`",
                Block.cut(text));
        return null;
    }
}
