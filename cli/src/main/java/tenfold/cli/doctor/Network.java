package tenfold.cli.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tenfold.base.net.Ports;
import tenfold.cli.client.ApplicationFolder;
import tenfold.load.Load;

/// Ports and how the network is used.
final class Network {
    private static final Map<Integer, String> WELL_KNOWN = new LinkedHashMap<>();

    static {
        WELL_KNOWN.put(8080, "application");
        WELL_KNOWN.put(8443, "application, secure");
        WELL_KNOWN.put(5432, "database");
        WELL_KNOWN.put(4710, "control and console");
    }

    private Network() {}

    static Finding ports(ApplicationFolder folder) {
        List<String> taken = new ArrayList<>();
        WELL_KNOWN.forEach((port, use) -> {
            if (!Ports.isFree(port)) {
                taken.add(port + " (" + use + ")");
            }
        });
        if (taken.isEmpty()) {
            return Finding.ok("ports", "the usual ones are free: " + WELL_KNOWN.keySet());
        }
        String list = String.join(", ", taken);
        try {
            if (folder.node().isPresent()) {
                return Finding.ok("ports", "in use, while this application is up: " + list);
            }
        } catch (IOException _) {
            // Then it is not known to be up, and the ports count as taken by others.
        }
        return Finding.warn(
                "ports",
                "taken: " + list,
                "others are chosen by themselves; --port N asks for one");
    }

    static Finding transport() {
        String transport = Load.transport();
        return transport.equals("epoll")
                ? Finding.ok("network", "native transport (epoll)")
                : Finding.warn(
                        "network", transport, "it works; Linux on x86-64 or arm64 is faster");
    }
}
