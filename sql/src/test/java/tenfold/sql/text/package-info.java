@NullMarked
package tenfold.sql.text;

import org.jspecify.annotations.NullMarked;
