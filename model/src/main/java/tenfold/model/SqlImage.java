package tenfold.model;

import java.util.List;
import tenfold.base.Check;
import tenfold.base.net.Address;

/// What the SQL station is to serve: where clients connect, over which servers, pooled how.
/// Sessions at `readOnlyAddresses` only read, from standbys and replicas where there are any.
public record SqlImage(
        List<Address> addresses,
        List<Address> readOnlyAddresses,
        CertificateFiles certificate,
        DatabaseCluster cluster,
        PoolPolicy pool,
        ReadPolicy reads) {
    public SqlImage {
        addresses = List.copyOf(addresses);
        readOnlyAddresses = List.copyOf(readOnlyAddresses);
        Check.that(!addresses.isEmpty(), "the SQL gateway needs at least one address");
    }
}
