/// Control's HTTP API and the console's files, on loopback.
///
/// Every call passes the gate first (`Host`, `Origin`, token or session), then one endpoint. One
/// virtual thread a call; calls, streams, bodies and waiting times are limited, and the limits
/// answer with their code.
@NullMarked
package tenfold.control.api;

import org.jspecify.annotations.NullMarked;
