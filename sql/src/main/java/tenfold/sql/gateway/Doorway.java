package tenfold.sql.gateway;

import io.netty.handler.ssl.SslContext;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tenfold.sql.SqlLimits;

/// What logins share: certificate, roles, and how many may be under way.
final class Doorway {
    private final SqlLimits limits;
    private final Roles roles;
    private final byte[] mockSecret = new byte[32];
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile @Nullable SslContext tls;
    private volatile int clientsMax;

    Doorway(SqlLimits limits, Roles roles, int clientsMax) {
        this.limits = limits;
        this.roles = roles;
        this.clientsMax = clientsMax;
        new SecureRandom().nextBytes(mockSecret);
    }

    /// Counts one more login; false when there are too many. Either way [#leave] follows.
    boolean enter(String address) {
        int all = count.incrementAndGet();
        int here = perAddress.merge(address, 1, Integer::sum);
        boolean welcome = all <= limits.loginsMax() && here <= limits.loginsPerAddressMax();
        if (!welcome) {
            refused.incrementAndGet();
        }
        return welcome;
    }

    void leave(String address) {
        count.decrementAndGet();
        perAddress.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1);
    }

    int loginsRefused() {
        return refused.get();
    }

    Roles roles() {
        return roles;
    }

    byte[] mockSecret() {
        return mockSecret;
    }

    @Nullable SslContext tls() {
        return tls;
    }

    void tls(SslContext context) {
        tls = context;
    }

    int clientsMax() {
        return clientsMax;
    }

    void clientsMax(int max) {
        clientsMax = max;
    }
}
