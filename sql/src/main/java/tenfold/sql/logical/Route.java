package tenfold.sql.logical;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tenfold.sql.client.ClientLimits;
import tenfold.sql.client.Connection;
import tenfold.sql.client.Endpoint;
import tenfold.sql.client.Plain;

/// One direction: whose changes go to whom, by which slot and publication.
record Route(Endpoint source, Endpoint target, String slot, String publication) {
    /// Which of our own connections survive a fence.
    static final String APPLICATION = "tenfold move";

    Connection openSource() throws IOException {
        return open(source);
    }

    Connection openTarget() throws IOException {
        return open(target);
    }

    static Connection open(Endpoint endpoint) throws IOException {
        return Connection.open(endpoint, Plain.startup(APPLICATION), ClientLimits.LONG_ROWS);
    }

    /// For the replication protocol. The server speaks at least each thirty seconds.
    Connection openReplication() throws IOException {
        Map<String, String> startup = new LinkedHashMap<>(Plain.startup(APPLICATION));
        startup.put("replication", "database");
        startup.put("wal_sender_timeout", "60s");
        return Connection.open(source, startup, ClientLimits.LONG_ROWS);
    }
}
