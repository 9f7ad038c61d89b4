/// Addresses, ports, and certificates in PEM files.
@NullMarked
package tenfold.base.net;

import org.jspecify.annotations.NullMarked;
