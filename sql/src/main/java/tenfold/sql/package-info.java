/// The SQL station: PostgreSQL servers, one of them primary, and the gateway in front of them, the
/// only way to the database.
///
/// **In**: a [tenfold.model.SqlImage] (addresses, certificate, server, pool), and PostgreSQL's wire
/// protocol 3 from clients, plain or TLS on the same port. **Out**: the same protocol to the
/// server's unix socket, and a [tenfold.model.SqlReport].
///
/// **Threads**: event loops (one for each four cores). A client, the pool it borrows from and the
/// server connection it borrows live on one loop; a query takes no lock and changes no thread. The
/// loops share a budget of server connections.
///
/// **Limits**: all in [SqlLimits] and [tenfold.model.PoolPolicy].
///
/// **When the server is down**, new statements wait ([SqlLimits#holdTime]) and go on when it is
/// back; what was in a transaction gets an error; a write whose answer was lost is reported as
/// unknown (`08007`), never repeated. **When control is dead** nothing changes: the last image
/// stays.
///
/// `docs/paths/a-sql-connection.md` follows one connection; `docs/decisions/sql-gateway.md` says
/// why.
@NullMarked
package tenfold.sql;

import org.jspecify.annotations.NullMarked;
