package tenfold.control.advise;

import java.time.Instant;
import tenfold.model.LoadReport;

/// What one report said of the time since the one before it. `web`, `sql`, `platform` and `hottest`
/// are processors in use; `seconds` is how long that time was.
record Second(
        Instant at,
        double seconds,
        long requests,
        long errors,
        long cacheable,
        long p95Micros,
        double inFlight,
        double busy,
        double web,
        double sql,
        double platform,
        double hottest,
        double memoryAvailable,
        double diskFree,
        long statements,
        int busyConnections,
        int connectionsMax,
        int clientsWaiting,
        LoadReport load) {}
