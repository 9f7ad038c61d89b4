/// SCRAM-SHA-256 (RFC 5802, RFC 7677) on both sides. Pure: strings in, strings out.
///
/// The proof with which a client logs in to the gateway holds the client's key; the same key logs
/// in to the server, so that every role works and no password is known here.
@NullMarked
package tenfold.sql.login;

import org.jspecify.annotations.NullMarked;
