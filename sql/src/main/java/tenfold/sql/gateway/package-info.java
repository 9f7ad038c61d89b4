/// The gateway's moving parts, all owned by event loops: a client, the pool it borrows from and the
/// server connection it borrows live on one loop, so that no query waits for a lock or another
/// thread.
///
/// [ReplyQueue], [Session], [Settings] and [Statements] are pure; the `...Connection` classes are
/// the thin shell around them.
@NullMarked
package tenfold.sql.gateway;

import org.jspecify.annotations.NullMarked;
