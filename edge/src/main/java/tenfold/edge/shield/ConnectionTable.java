package tenfold.edge.shield;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/// How many connections each address has, and each /24 or /48. It has an entry for each address
/// that has a connection, and so is as bounded as these are.
public final class ConnectionTable {
    /// Why a connection is not taken, or that it is.
    public enum Admission {
        ADMITTED,
        TOO_MANY_OF_ADDRESS,
        TOO_MANY_OF_PREFIX
    }

    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ByteBuffer, Integer> byPrefix = new ConcurrentHashMap<>();

    /// Counts a connection unless there are too many; each that is admitted is to be [#left].
    public Admission admit(InetAddress client, int perAddressMax, int perPrefixMax) {
        boolean address = byAddress.merge(client, 1, Integer::sum) <= perAddressMax;
        boolean prefix = byPrefix.merge(prefix(client), 1, Integer::sum) <= perPrefixMax;
        if (address && prefix) {
            return Admission.ADMITTED;
        }
        left(client);
        return address ? Admission.TOO_MANY_OF_PREFIX : Admission.TOO_MANY_OF_ADDRESS;
    }

    public void left(InetAddress client) {
        byAddress.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        byPrefix.computeIfPresent(prefix(client), (_, count) -> count == 1 ? null : count - 1);
    }

    /// Addresses that have a connection.
    public int addresses() {
        return byAddress.size();
    }

    private static ByteBuffer prefix(InetAddress client) {
        return ByteBuffer.wrap(Mapped.prefix(client.getAddress()));
    }
}
