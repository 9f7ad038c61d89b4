package tenfold.edge.proxy;

import io.netty.channel.Channel;
import tenfold.edge.EdgeLimits;

/// Whether a client moves its bytes fast enough: those it sends, and those it is sent.
final class ClientPace {
    private final RateGuard sending;
    private final RateGuard reading;
    private long written;

    ClientPace(EdgeLimits.Client limits, long now) {
        long grace = limits.rateGrace().toNanos();
        sending = new RateGuard(limits.bytesPerSecondMin(), grace);
        reading = new RateGuard(limits.bytesPerSecondMin(), grace);
        sending.reset(now, 0);
        reading.reset(now, 0);
    }

    void requestBegins(long now) {
        sending.reset(now, 0);
    }

    /// So many bytes were given to the channel.
    void wrote(long bytes) {
        written += bytes;
    }

    /// `received` is what has come of the current request; a client that is not listened to is not
    /// slow.
    boolean sendsTooSlowly(long now, long received, boolean paused) {
        if (paused) {
            sending.reset(now, received);
            return false;
        }
        return sending.tooSlow(now, received);
    }

    /// Whether what was written to the channel leaves it too slowly.
    boolean readsTooSlowly(long now, Channel channel) {
        var buffer = channel.unsafe().outboundBuffer();
        long unsent = buffer == null ? 0 : buffer.totalPendingWriteBytes();
        if (unsent == 0) {
            reading.reset(now, written);
            return false;
        }
        return reading.tooSlow(now, written - unsent);
    }
}
