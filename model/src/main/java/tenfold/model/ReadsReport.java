package tenfold.model;

/// Where reads that could leave the primary went; totals since the station opened.
///
/// @param waited those that waited for a server to catch up, wherever they went then
/// @param fellBack those that went to the primary because no other server was far enough
public record ReadsReport(long onPrimary, long onReplicas, long waited, long fellBack) {
    public static final ReadsReport NONE = new ReadsReport(0, 0, 0, 0);
}
