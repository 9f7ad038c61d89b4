/// Certificates that an authority outside issues (ACME, RFC 8555).
///
/// **In:** what the manifest asks for. **Out:** files under `tls/acme`, and an [AcmeState] that is
/// part of the topology: which certificates the listeners have, and what the edges answer to the
/// authority's challenges. Only control orders, however many edges there are: each answers whatever
/// the image says.
///
/// **Threads:** one virtual thread orders, one certificate after the other ([AcmeKeeper]).
/// **Limits:** an order takes at most some minutes; failures are retried after pauses that grow to
/// six hours. **When the authority is down:** what was issued before is served; the failure is a
/// problem in `status`.
@NullMarked
package tenfold.control.acme;

import org.jspecify.annotations.NullMarked;
