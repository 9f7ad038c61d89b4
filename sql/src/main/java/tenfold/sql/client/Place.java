package tenfold.sql.client;

import java.nio.file.Path;
import tenfold.base.Check;

/// Where a server listens.
public sealed interface Place {
    record UnixSocket(Path path) implements Place {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// Without TLS only this machine is reached.
    record Tcp(String host, int port, Tls tls) implements Place {
        public Tcp {
            Check.that(!host.isBlank(), "a server needs a host");
            Check.that(port >= 1 && port <= 65535, "port %d is not within 1 to 65535", port);
            Check.that(
                    tls instanceof Tls.Verified || tls instanceof Tls.Required || isLoopback(host),
                    "%s is another machine: it needs TLS",
                    host);
        }

        private static boolean isLoopback(String host) {
            return host.equals("localhost")
                    || host.equals("::1")
                    || host.matches("127(\\.\\d{1,3}){3}");
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
