package tenfold.model;

/// How the edge balances over one target group: how many targets it chooses among now, how many
/// requests they have, how many wait for one, and how many they may have together by the adaptive
/// limit (0 without one). `refusedByCircuit` and `shed` count the requests answered 503 since the
/// edge opened, because all targets were at their limits or the adaptive limit was reached.
public record GroupReport(
        TargetGroupId group,
        int serving,
        int inFlight,
        int pending,
        int concurrencyLimit,
        long refusedByCircuit,
        long shed) {}
