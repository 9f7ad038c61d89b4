package tenfold.model;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;

/// Where the connections of a listener go that passes bytes: those that ask for a name in `named`
/// to its group, all others to `group`, or nowhere without one. A connection on which nothing moves
/// for `idleMax` is ended.
public record Passage(@Nullable TargetGroupId group, List<Named> named, Duration idleMax) {
    /// As long as AWS's network load balancer waits.
    public static final Duration IDLE = Duration.ofSeconds(350);

    public Passage {
        named = List.copyOf(named);
        Check.that(group != null || !named.isEmpty(), "a passage leads nowhere");
        Check.that(idleMax.isPositive(), "the idle time must be positive");
    }

    /// `host` is a name in small letters, or `*.suffix` for the names with one label more.
    public record Named(String host, TargetGroupId group) {
        public Named {
            Check.that(host.equals(host.toLowerCase(Locale.ROOT)), "host must be lower case");
        }
    }

    /// The group for a connection that asks for this name, in small letters; null for nowhere.
    public @Nullable TargetGroupId find(@Nullable String name) {
        TargetGroupId wildcard = null;
        int dot = name == null ? -1 : name.indexOf('.');
        for (Named each : named) {
            if (each.host.equals(name)) {
                return each.group;
            }
            if (dot > 0 && each.host.equals("*" + String.valueOf(name).substring(dot))) {
                wildcard = each.group;
            }
        }
        return wildcard == null ? group : wildcard;
    }
}
