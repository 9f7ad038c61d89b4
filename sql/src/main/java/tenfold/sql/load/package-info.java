/// How busy the primary is, and with what: a look at its sessions once a second.
///
/// **In**: the primary's address, and `pg_stat_activity`. **Out**: a [tenfold.model.LoadReport]
/// over the last minute. A virtual thread of its own asks; while the primary is away nothing is
/// known. The look costs one row for each active session, and the plan of the heaviest statement is
/// asked for (`EXPLAIN`, which runs nothing) at most once in ten seconds.
@NullMarked
package tenfold.sql.load;

import org.jspecify.annotations.NullMarked;
