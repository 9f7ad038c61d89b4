package tenfold.model;

import tenfold.base.Check;

/// What the edge holds against attackers, for all routes.
///
/// `perAddressMax` connections may come from one address, and `perPrefixMax` from one /24 of IPv4
/// or /48 of IPv6.
public record Shield(
        Desync desync,
        Addresses addresses,
        int connectionsMax,
        int perAddressMax,
        int perPrefixMax) {
    public static final Shield DEFAULT =
            new Shield(Desync.DEFENSIVE, Addresses.ALL, 16_384, 4_096, 8_192);

    public Shield {
        Check.that(connectionsMax >= 1, "connectionsMax %d is below 1", connectionsMax);
        Check.that(perAddressMax >= 1, "perAddressMax %d is below 1", perAddressMax);
        Check.that(perPrefixMax >= 1, "perPrefixMax %d is below 1", perPrefixMax);
    }
}
