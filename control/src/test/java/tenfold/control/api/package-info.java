@NullMarked
package tenfold.control.api;

import org.jspecify.annotations.NullMarked;
