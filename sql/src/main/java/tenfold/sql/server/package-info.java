/// A real PostgreSQL as a child process: unpacked, initialised, started, watched, restarted.
///
/// **In:** a `DatabaseServer` of the image. **Out:** a unix socket in its folder, and a
/// [ServerStatus] after each change, told to a [ServerListener]: the gateway holds its clients
/// while the state is `RECOVERING`. [PostgresServer] is the entry.
///
/// **Where from:** [PostgresBinaries], an archive on the class path, unpacked once into a cache.
/// **As whom:** ourselves, or a system user of its own when we are root ([ServerUser]): PostgreSQL
/// refuses root, and SQL superusers must never own the machine's files. **Reached how:** a unix
/// socket only, scram-sha-256 only; no TCP port.
///
/// **Crash safety:** initdb works in a temporary folder that is renamed when complete; role and
/// database are made idempotently; `restart_after_crash` is off, so that after a crash *we* decide.
/// An unexpected end leads to a restart with growing pauses ([RestartPauses]); what a restart
/// cannot heal ([Diagnosis]) is `FAILED` with its cause and the next step.
///
/// **Threads:** one virtual thread per server, besides those of its child process.
@NullMarked
package tenfold.sql.server;

import org.jspecify.annotations.NullMarked;
