package tenfold.sql.gateway;

import tenfold.sql.login.Credentials;

/// What the application's role and database are called on a server that has no roles of ours: one
/// that somebody else runs. Clients log in as `user` with `password` to `database` only; the
/// gateway logs in as `thereUser` to `thereDatabase` for all of them.
public record Alias(
        String user,
        String database,
        Credentials.Password password,
        String thereUser,
        String thereDatabase,
        Credentials.Password therePassword) {
    /// Whether clients of `pool` are served there.
    boolean serves(Pool pool) {
        return pool.user().equals(user) && pool.database().equals(database);
    }
}
