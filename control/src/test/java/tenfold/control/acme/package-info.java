@NullMarked
package tenfold.control.acme;

import org.jspecify.annotations.NullMarked;
