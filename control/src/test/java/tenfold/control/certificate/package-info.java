@NullMarked
package tenfold.control.certificate;

import org.jspecify.annotations.NullMarked;
