package tenfold.sql.gateway;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/// Opens connections to servers.
interface Dial {
    /// Connects; `handler` becomes active on `executor` once the server may be spoken to. If there
    /// is no connection at all, `failed` hears why, on `executor` too.
    void open(EventLoop executor, Reach reach, ChannelHandler handler, Consumer<String> failed);
}
