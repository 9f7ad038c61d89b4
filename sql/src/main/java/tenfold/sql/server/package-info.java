/// A real PostgreSQL as a child process: unpacked, initialised or copied, started, watched.
///
/// **In:** a [ServerSpec], and a [Course] at each start: as what. **Out:** a unix socket in its
/// folder, and a [ServerStatus] after each change, told to a [ServerListener]. [PostgresServer] is
/// the entry.
///
/// **Where from:** [PostgresBinaries], an archive on the class path, unpacked once into a cache.
/// **As whom:** ourselves, or a system user of its own when we are root ([ServerUser]): PostgreSQL
/// refuses root, and SQL superusers must never own the machine's files. **Reached how:** a unix
/// socket only, scram-sha-256 only; no TCP port.
///
/// **Crash safety:** initdb works in a temporary folder that is renamed when complete; role and
/// database are made idempotently; `restart_after_crash` is off, so that after a crash *we* decide.
/// An unexpected end is only told: whether it may start again is for the cluster to decide. What a
/// restart cannot heal ([Diagnosis]) is `FAILED` with its cause and the next step. A copy of
/// another server ([BaseCopy]) is checked against that server's manifest before it takes its place.
///
/// **Threads:** one virtual thread per server, besides those of its child process.
@NullMarked
package tenfold.sql.server;

import org.jspecify.annotations.NullMarked;
