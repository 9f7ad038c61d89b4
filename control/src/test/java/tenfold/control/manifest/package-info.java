@NullMarked
package tenfold.control.manifest;

import org.jspecify.annotations.NullMarked;
