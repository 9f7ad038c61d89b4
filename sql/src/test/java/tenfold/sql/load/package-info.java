@NullMarked
package tenfold.sql.load;

import org.jspecify.annotations.NullMarked;
