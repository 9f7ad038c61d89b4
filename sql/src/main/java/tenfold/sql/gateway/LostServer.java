package tenfold.sql.gateway;

import java.util.ArrayList;
import java.util.List;
import tenfold.sql.text.Facts;
import tenfold.sql.wire.Fault;

/// What a client is told that cannot go on without the server session it had. What may have been
/// committed is called unknown, never lost and never done.
final class LostServer {
    private LostServer() {}

    /// @param pins why the client had a server session of its own
    static Fault fault(BackendConnection server, Fault why, boolean inFlight, int pins) {
        if (inFlight && (server.status == 'I' || server.isCommitting())) {
            return Fault.fatal(
                            "08007",
                            why.message()
                                    + " before it answered; whether the statement took effect is unknown")
                    .withHint("Read what it would have written before running it again.");
        }
        String transaction = server.status == 'I' ? "" : "; the transaction was rolled back";
        return Fault.fatal(
                "57P01",
                "the session ends with its database server: "
                        + why.message()
                        + kept(pins)
                        + transaction);
    }

    private static String kept(int pins) {
        List<String> names = new ArrayList<>();
        name(names, pins, Facts.PIN_PREPARE, "statements of PREPARE");
        name(names, pins, Facts.PIN_TEMP, "temporary objects");
        name(names, pins, Facts.PIN_ADVISORY, "advisory locks");
        name(names, pins, Facts.PIN_CURSOR, "cursors WITH HOLD");
        name(names, pins, Facts.PIN_LISTEN, "LISTEN");
        name(names, pins, Facts.PIN_ROLE | Facts.PIN_AUTHORIZATION, "another role");
        name(names, pins, Facts.PIN_SEQUENCE, "values for currval");
        name(names, pins, Facts.PIN_SETTING | Facts.PIN_FOREVER, "settings made by functions");
        return names.isEmpty() ? "" : "; it had " + String.join(", ", names) + " there";
    }

    private static void name(List<String> names, int pins, int reason, String name) {
        if ((pins & reason) != 0) {
            names.add(name);
        }
    }
}
