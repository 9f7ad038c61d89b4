/// The proof that two servers hold the same: every row of every table, and the sequences.
///
/// **In**: two [tenfold.sql.client.Connection]s, each in a `REPEATABLE READ` transaction whose
/// snapshot shows what the other's does (the caller sees to that: by a freeze of writes, or by the
/// position of a replication slot). **Out**: a [ComparisonResult]. Reads only, one scan per table
/// and server, both servers at once.
@NullMarked
package tenfold.sql.compare;

import org.jspecify.annotations.NullMarked;
