package forum;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the forum: `PORT` says where to listen, `DATABASE_URL` where the data is.
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int EXIT_BADLY_SET_UP = 2;

    private Main() {}

    public static void main(String[] arguments) {
        // Without this the JDK's server lets small answers wait for the client's delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            var settings = Settings.of(System.getenv());
            var forum = new Forum(settings);
            LOG.info(
                    "listening on http://{}:{}, {} ms after the start",
                    settings.host(),
                    forum.port(),
                    ManagementFactory.getRuntimeMXBean().getUptime());
            Runtime.getRuntime().addShutdownHook(new Thread(forum::close, "shutdown"));
        } catch (IllegalArgumentException | IOException e) {
            LOG.error("the forum cannot start: {}", e.getMessage());
            System.exit(EXIT_BADLY_SET_UP);
        }
    }
}
