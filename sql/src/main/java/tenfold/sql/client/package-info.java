/// Our own blocking client of PostgreSQL, for administration: base backups, copies, logical
/// replication, and the statements around them.
///
/// [Connection] speaks protocol 3 over a unix socket or TCP with TLS: simple queries with text
/// values, COPY out and in, COPY both ([ReplicationStream]) and [BaseBackup]. It is plain blocking
/// code for virtual threads.
///
/// **Time**: every call has a limit; a connection that exceeds it is closed and the call fails with
/// a [java.net.SocketTimeoutException]. An interrupt closes the connection too.
///
/// **Errors**: a [ServerError] leaves the connection usable, any other [java.io.IOException] has
/// closed it. **Limits**: [ClientLimits].
@NullMarked
package tenfold.sql.client;

import org.jspecify.annotations.NullMarked;
