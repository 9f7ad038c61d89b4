@NullMarked
package tenfold.sql.logical;

import org.jspecify.annotations.NullMarked;
