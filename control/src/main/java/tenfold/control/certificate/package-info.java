/// The platform's own certificate authority and the server certificates it signs. Bouncy Castle is
/// loaded only when something is issued.
@NullMarked
package tenfold.control.certificate;

import org.jspecify.annotations.NullMarked;
