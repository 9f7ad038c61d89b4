package tenfold.sql.gateway;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import tenfold.base.Check;
import tenfold.base.metric.LatencyHistogram;
import tenfold.base.net.Address;
import tenfold.base.net.PemFiles;
import tenfold.model.CertificateFiles;
import tenfold.model.LatencySummary;
import tenfold.model.ListenerReport;
import tenfold.model.PoolPolicy;
import tenfold.model.ReadPolicy;
import tenfold.model.ReadsReport;
import tenfold.model.TroublesReport;
import tenfold.sql.SqlLimits;

/// The whole gateway: event loops, listeners, pools. [#serve] may be called by any thread but its
/// own event loops at any time, every other method by any one thread at a time.
public final class Gateway implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final Map<EventLoop, Loop> byExecutor = new HashMap<>();
    private final Shared shared;
    private final Administrator administrator;
    private final Doorway doorway;
    private final Object serves = new Object();
    private Serving serving = Serving.NONE;
    private final Listeners listeners;
    private final Listeners readOnlyListeners;
    private @Nullable CertificateFiles certificate;
    private LatencyHistogram.Snapshot reported = LatencyHistogram.Snapshot.empty();

    /// Nobody is served before [#serve] names servers: clients that come earlier wait.
    public Gateway(Transport transport, int loops, SqlLimits limits, PoolPolicy policy) {
        group = new MultiThreadIoEventLoopGroup(loops, transport.loops());
        shared = new Shared(limits, transport, new NetworkDial(transport), loops, policy);
        List<Loop> all = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            var executor = (EventLoop) group.next();
            var loop = new Loop(i, executor, shared);
            byExecutor.put(executor, loop);
            shared.add(loop);
            all.add(loop);
        }
        administrator = new Administrator(all.getFirst());
        shared.clients().guardedBy(administrator);
        doorway = new Doorway(limits, new Roles(administrator), policy.clientsMax());
        listeners = new Listeners(group, transport, byExecutor, doorway, false);
        readOnlyListeners = new Listeners(group, transport, byExecutor, doorway, true);
        all.forEach(Loop::start);
    }

    /// Uses these servers from now on; all event loops do when this returns. A new epoch or another
    /// primary cuts every connection of the old one; without a primary statements are held. An
    /// older epoch is refused. What was held by [#quiesce] goes on.
    public void serve(Serving now) {
        synchronized (serves) {
            Check.that(
                    now.epoch() >= serving.epoch(),
                    "epoch %d is older than %d",
                    now.epoch(),
                    serving.epoch());
            serving = now;
            for (Loop loop : shared.loops()) {
                run(loop, () -> loop.serve(now));
            }
            run(shared.loops().getFirst(), () -> administrator.serve(now));
            doorway.roles().serve(now);
            shared.routing().serve(now);
        }
    }

    /// Holds new transactions and waits until running ones are over. Those that are not within
    /// `patience` end: a transaction with an error that says retry (40001), a statement of its own
    /// runs again later. No connection to the primary is lent after that, until [#resume] or until
    /// [#serve] names a new epoch; then statements go on in their order.
    public CompletableFuture<Quiet> quiesce(Duration patience) {
        return onEach((gate, quiet) -> gate.quiesce(patience, quiet));
    }

    /// Holds every next statement, inside transactions too, until none runs. When statements still
    /// run after `patience` nothing is held any more, and the future fails.
    public CompletableFuture<Void> freeze(Duration patience) {
        return onEach((gate, quiet) -> gate.freeze(patience, quiet))
                .handle((_, failure) -> {
                    if (failure != null) {
                        resume();
                        throw new CompletionException(failure);
                    }
                    return null;
                });
    }

    /// Lets everything go on that [#quiesce] or [#freeze] holds.
    public void resume() {
        shared.loops().forEach(loop -> loop.executor().execute(loop.gate()::open));
    }

    private CompletableFuture<Quiet> onEach(BiConsumer<Gate, CompletableFuture<Quiet>> task) {
        List<CompletableFuture<Quiet>> all = new ArrayList<>();
        for (Loop loop : shared.loops()) {
            var quiet = new CompletableFuture<Quiet>();
            all.add(quiet);
            loop.executor().execute(() -> task.accept(loop.gate(), quiet));
        }
        return all.stream()
                .reduce((left, right) -> left.thenCombine(right, Quiet::plus))
                .orElseThrow();
    }

    private static void run(Loop loop, Runnable task) {
        var _ = loop.executor().submit(task).awaitUninterruptibly();
    }

    /// Opens and closes listeners so that exactly `wanted` are open; others are not touched.
    public void listen(List<Address> wanted) {
        listeners.listen(wanted);
    }

    /// The same for clients that only read.
    public void listenReadOnly(List<Address> wanted) {
        readOnlyListeners.listen(wanted);
    }

    /// Which reads leave the primary, and how long they may wait.
    public void spread(ReadPolicy policy) {
        shared.routing().policy(policy);
    }

    /// Uses these certificate files for new connections; unchanged names are read again only when
    /// the record differs.
    public void secure(CertificateFiles files) throws IOException {
        if (!files.equals(certificate)) {
            doorway.tls(context(files));
            certificate = files;
        }
    }

    private static SslContext context(CertificateFiles files) throws IOException {
        return new JdkSslContext(
                PemFiles.server(files.chain(), files.key()),
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        "postgresql"),
                ClientAuth.NONE,
                new String[] {"TLSv1.3", "TLSv1.2"},
                false);
    }

    public void resize(PoolPolicy policy) {
        shared.resize(policy);
        doorway.clientsMax(policy.clientsMax());
    }

    /// What the gateway sees now; latencies are those since the last call.
    public GatewayReport report() {
        LatencyHistogram.Snapshot all = LatencyHistogram.Snapshot.empty();
        for (Loop loop : shared.loops()) {
            all = all.plus(loop.counters().latency.snapshot());
        }
        LatencyHistogram.Snapshot since = all.minus(reported);
        reported = all;
        return new GatewayReport(
                listenerReports(),
                shared.clients().count(),
                gauge(c -> c.waiting),
                gauge(c -> c.busy),
                gauge(c -> c.idle),
                gauge(c -> c.pinned),
                total(c -> c.statements.get()),
                total(c -> c.transactions.get()),
                total(c -> c.errors.get()),
                new TroublesReport(
                        total(c -> c.cancels.get()),
                        total(c -> c.cancelsWithheld.get()),
                        total(c -> c.waitTimeouts.get()),
                        total(c -> c.brokenServers.get()),
                        total(c -> c.replays.get()),
                        total(c -> c.retries.get()),
                        total(c -> c.unknowns.get()),
                        doorway.loginsRefused()),
                reads(),
                summary(since));
    }

    private List<ListenerReport> listenerReports() {
        List<ListenerReport> reports = new ArrayList<>(listeners.reports());
        reports.addAll(readOnlyListeners.reports());
        return reports;
    }

    private ReadsReport reads() {
        return new ReadsReport(
                total(c -> c.readsOnPrimary.get()),
                total(c -> c.readsOnReplicas.get()),
                total(c -> c.readsWaited.get()),
                total(c -> c.readsFellBack.get()));
    }

    private static LatencySummary summary(LatencyHistogram.Snapshot since) {
        return since.count() == 0
                ? LatencySummary.NONE
                : new LatencySummary(
                        since.count(),
                        since.percentileMicros(50),
                        since.percentileMicros(95),
                        since.percentileMicros(99),
                        since.percentileMicros(100));
    }

    private int gauge(ToIntFunction<Counters> of) {
        return shared.loops().stream().mapToInt(loop -> of.applyAsInt(loop.counters())).sum();
    }

    private long total(ToLongFunction<Counters> of) {
        return shared.loops().stream().mapToLong(loop -> of.applyAsLong(loop.counters())).sum();
    }

    /// Stops listening, ends idle clients, and waits until transactions are over or `patience` is.
    public void drain(Duration patience) throws InterruptedException {
        listen(List.of());
        listenReadOnly(List.of());
        shared.loops().forEach(loop -> loop.executor().execute(loop::drain));
        long deadline = System.nanoTime() + patience.toNanos();
        while (shared.clients().count() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Override
    public void close() {
        listen(List.of());
        listenReadOnly(List.of());
        shared.routing().close();
        for (Loop loop : shared.loops()) {
            run(loop, loop::close);
        }
        run(shared.loops().getFirst(), administrator::close);
        var _ = group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
