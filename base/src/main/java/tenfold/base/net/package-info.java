/// Addresses and ports.
@NullMarked
package tenfold.base.net;

import org.jspecify.annotations.NullMarked;
