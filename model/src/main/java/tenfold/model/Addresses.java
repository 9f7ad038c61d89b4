package tenfold.model;

import java.util.List;
import tenfold.base.Check;
import tenfold.base.net.Cidr;

/// Which client addresses may come: none of `deny`, and when there is an `allow`, only those of it.
public record Addresses(List<Cidr> allow, List<Cidr> deny) {
    public static final int PREFIXES_MAX = 100_000;

    public static final Addresses ALL = new Addresses(List.of(), List.of());

    public Addresses {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        Check.that(allow.size() <= PREFIXES_MAX, "%d allowed prefixes", allow.size());
        Check.that(deny.size() <= PREFIXES_MAX, "%d denied prefixes", deny.size());
    }

    public boolean admitsEverybody() {
        return allow.isEmpty() && deny.isEmpty();
    }
}
