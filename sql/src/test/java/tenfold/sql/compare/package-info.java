@NullMarked
package tenfold.sql.compare;

import org.jspecify.annotations.NullMarked;
