package tenfold.sql.cluster;

/// What is broken in a [World] on purpose, to see that the checks notice.
enum Broken {
    NOTHING,
    NO_FENCE,
    NO_RECORD,
    EQUAL_POSITIONS,
    ANY_TIMELINE
}
