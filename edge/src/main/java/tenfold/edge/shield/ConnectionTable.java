package tenfold.edge.shield;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tenfold.model.Shield;

/// How many connections are open: of all clients, of each address and of each /24 or /48. It has an
/// entry for each address that has a connection, and so is as bounded as these are.
public final class ConnectionTable {
    /// Why a connection is not taken, or that it is.
    public enum Admission {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_OF_ADDRESS,
        TOO_MANY_OF_PREFIX
    }

    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ByteBuffer, Integer> byPrefix = new ConcurrentHashMap<>();

    /// Counts a connection unless there are too many; each that is admitted is to be [#left].
    public Admission admit(InetAddress client, Shield limits) {
        if (all.incrementAndGet() > limits.connectionsMax()) {
            all.decrementAndGet();
            return Admission.TOO_MANY;
        }
        ByteBuffer prefix = prefix(client);
        Admission admission = Admission.ADMITTED;
        if (byAddress.merge(client, 1, Integer::sum) > limits.perAddressMax()) {
            admission = Admission.TOO_MANY_OF_ADDRESS;
        }
        if (byPrefix.merge(prefix, 1, Integer::sum) > limits.perPrefixMax()
                && admission == Admission.ADMITTED) {
            admission = Admission.TOO_MANY_OF_PREFIX;
        }
        if (admission != Admission.ADMITTED) {
            left(client);
        }
        return admission;
    }

    public void left(InetAddress client) {
        all.decrementAndGet();
        byAddress.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
        byPrefix.computeIfPresent(prefix(client), (_, count) -> count == 1 ? null : count - 1);
    }

    public int open() {
        return all.get();
    }

    private static ByteBuffer prefix(InetAddress client) {
        return ByteBuffer.wrap(RateGate.prefix(client));
    }
}
