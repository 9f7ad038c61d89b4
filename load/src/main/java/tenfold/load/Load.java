package tenfold.load;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import tenfold.base.Check;

/// Runs an open-loop load: requests start when their users want them, not when the server is ready
/// for them. See the package's front page.
public final class Load {
    /// One event loop sends about this much before it becomes the bottleneck itself.
    private static final double RATE_PER_LANE_MAX = 25_000;

    private static final Duration LEAD = Duration.ofMillis(50);
    private static final Duration SHUTDOWN_PATIENCE = Duration.ofSeconds(5);

    private Load() {}

    /// Runs the plan and returns when every request has its outcome: at the latest one timeout
    /// after the planned time. `live` is called once a second on the calling thread.
    ///
    /// An interrupt ends the run early; the result then says `complete == false`, and the thread's
    /// interrupt flag is set. Throws [IOException] when the host cannot be resolved or a
    /// certificate not be read, [IllegalArgumentException] when the host is not loopback and the
    /// plan does not allow that.
    public static LoadResult run(LoadPlan plan, Consumer<LoadProgress> live) throws IOException {
        InetAddress host = resolve(plan);
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        var peer =
                new Peer(
                        new InetSocketAddress(host, plan.port()),
                        plan.host(),
                        type,
                        plan.isTls() ? tls(plan.trust()) : null,
                        plan.request().method());
        int count = laneCount(plan);
        var group = new MultiThreadIoEventLoopGroup(count, io);
        try {
            return new Run(plan, lanes(plan, peer, group, count), live).await();
        } finally {
            group.shutdownGracefully(0, SHUTDOWN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly();
        }
    }

    /// Whether a run would stay on this machine.
    public static boolean isLoopback(String host) throws UnknownHostException {
        return InetAddress.getByName(host).isLoopbackAddress();
    }

    /// How this machine does network I/O: `epoll`, or `nio` and why.
    public static String transport() {
        if (Epoll.isAvailable()) {
            return "epoll";
        }
        Throwable cause = Epoll.unavailabilityCause();
        return "nio (" + (cause == null ? "no epoll" : cause.getMessage()) + ")";
    }

    private static InetAddress resolve(LoadPlan plan) throws IOException {
        InetAddress address;
        try {
            address = InetAddress.getByName(plan.host());
        } catch (UnknownHostException e) {
            throw new IOException("host " + plan.host() + " is not known", e);
        }
        Check.that(
                plan.remoteAllowed() || address.isLoopbackAddress(),
                "%s is not this machine, and loading it was not allowed",
                plan.host());
        return address;
    }

    private static SslContext tls(LoadTrust trust) throws IOException {
        var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        return switch (trust) {
            case LoadTrust.Known _ -> builder.build();
            case LoadTrust.Authority(var file) -> builder.trustManager(file.toFile()).build();
            case LoadTrust.Anyone _ ->
                    builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                            .endpointIdentificationAlgorithm(null)
                            .build();
        };
    }

    private static int laneCount(LoadPlan plan) {
        int wanted = (int) Math.ceil(plan.ratePerSecond() / RATE_PER_LANE_MAX);
        int possible = Math.min(Runtime.getRuntime().availableProcessors(), plan.connectionsMax());
        return Math.clamp(wanted, 1, Math.max(1, possible));
    }

    private static List<Lane> lanes(
            LoadPlan plan, Peer peer, MultiThreadIoEventLoopGroup group, int count) {
        List<byte[]> requests = plan.urls().stream().map(plan.request()::encode).toList();
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // The sum of independent Poisson processes is one with the sum of their rates.
            var share =
                    new Lane.Share(
                            plan.ratePerSecond() / count,
                            part(plan.connectionsMax(), i, count),
                            part(plan.waitingMax(), i, count),
                            laneSeed(plan.seed(), i));
            lanes.add(new Lane(group.next(), peer, plan, requests, share));
        }
        return lanes;
    }

    /// Seeds of different lanes are apart, because a lane uses the next one, too.
    static long laneSeed(long seed, int lane) {
        return seed * 1_000_003 + 2L * lane;
    }

    private static int part(int whole, int index, int count) {
        return Math.max(1, whole / count + (index < whole % count ? 1 : 0));
    }

    /// One run in progress.
    private record Run(LoadPlan plan, List<Lane> lanes, Consumer<LoadProgress> live) {
        LoadResult await() {
            long start = System.nanoTime() + LEAD.toNanos();
            List<CompletableFuture<Tally>> tallies =
                    lanes.stream().map(lane -> lane.start(start)).toList();
            var all = CompletableFuture.allOf(tallies.toArray(CompletableFuture[]::new));
            boolean complete = awaitTelling(all, start);
            Duration lasted = Duration.ofNanos(System.nanoTime() - start).minus(plan.warmUp());
            Tally sum = new Tally();
            tallies.forEach(tally -> sum.add(tally.join()));
            Duration measured = complete ? plan.duration() : shorter(lasted, plan.duration());
            return result(sum, measured, complete);
        }

        /// False when it was interrupted.
        private boolean awaitTelling(CompletableFuture<Void> all, long start) {
            long previous = 0;
            for (long second = 1; ; second++) {
                long wait = start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
                try {
                    all.get(Math.max(1, wait), TimeUnit.NANOSECONDS);
                    return true;
                } catch (TimeoutException _) {
                    previous = tell(start, previous);
                } catch (InterruptedException _) {
                    lanes.forEach(Lane::stop);
                    all.join();
                    Thread.currentThread().interrupt();
                    return false;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a lane failed", e.getCause());
                }
            }
        }

        private long tell(long start, long answeredBefore) {
            List<Lane.View> views = new ArrayList<>();
            for (Lane lane : lanes) {
                var view = lane.view().awaitUninterruptibly();
                views.add(view.getNow());
            }
            Histogram latencies = views.getFirst().latencies();
            views.stream().skip(1).forEach(view -> latencies.add(view.latencies()));
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            long answered = views.stream().mapToLong(Lane.View::answered).sum();
            live.accept(
                    new LoadProgress(
                            elapsed,
                            plan.warmUp().plus(plan.duration()),
                            elapsed.compareTo(plan.warmUp()) < 0,
                            views.stream().mapToLong(Lane.View::offered).sum(),
                            answered,
                            views.stream().mapToLong(Lane.View::failed).sum(),
                            answered - answeredBefore,
                            new Latencies(latencies),
                            views.stream().mapToInt(Lane.View::inFlight).sum(),
                            views.stream().mapToInt(Lane.View::waiting).sum(),
                            views.stream().mapToInt(Lane.View::connections).sum()));
            return answered;
        }

        private static Duration shorter(Duration lasted, Duration planned) {
            Duration least = Duration.ofMillis(1);
            Duration limited = lasted.compareTo(planned) < 0 ? lasted : planned;
            return limited.compareTo(least) < 0 ? least : limited;
        }

        private LoadResult result(Tally sum, Duration measured, boolean complete) {
            double seconds = measured.toNanos() / 1e9;
            return new LoadResult(
                    measured,
                    sum.offered(),
                    sum.answered(),
                    sum.unfinished(),
                    sum.offered() / seconds,
                    sum.answeredInTime() / seconds,
                    sum.statuses(),
                    sum.failures(),
                    sum.latencies(),
                    sum.lateness(),
                    sum.bytes(),
                    lanes.stream().mapToInt(Lane::openPeak).sum(),
                    complete);
        }
    }
}
