/// Moves a live database to any PostgreSQL and back, by logical decoding.
///
/// [LogicalMove] is one move: it checks both sides, copies the schema and all rows from one
/// snapshot, follows the source's changes in whole transactions, compares both sides row by row,
/// switches with a bounded pause, and then lets the old side follow the new one until the move is
/// complete or taken back. Each stage is recorded in a file before it begins; after a crash at any
/// point [LogicalMove#open] goes on, or back to the side that was the primary.
///
/// **In**: two [tenfold.sql.client.Endpoint]s, a [Tier] that holds clients and changes the primary,
/// and goals. **Out**: [MoveStatus], and what a goal did.
///
/// **Threads**: one virtual thread that follows, and as many as tables are copied at once. **When a
/// side is down** the follower tries again until it is back; the source keeps its log meanwhile,
/// within `max_slot_wal_keep_size`. What cannot heal by itself ends the move with its reason, on
/// the side that is the primary.
@NullMarked
package tenfold.sql.logical;

import org.jspecify.annotations.NullMarked;
