/// Secrets, one a file, readable by their owner only.
@NullMarked
package tenfold.control.secret;

import org.jspecify.annotations.NullMarked;
