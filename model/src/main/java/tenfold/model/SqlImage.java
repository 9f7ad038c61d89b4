package tenfold.model;

import java.util.List;
import tenfold.base.Check;
import tenfold.base.net.Address;

/// What the SQL station is to serve: where clients connect, over which server, pooled how.
public record SqlImage(
        List<Address> addresses,
        CertificateFiles certificate,
        DatabaseServer server,
        PoolPolicy pool) {
    public SqlImage {
        addresses = List.copyOf(addresses);
        Check.that(!addresses.isEmpty(), "the SQL gateway needs at least one address");
    }
}
