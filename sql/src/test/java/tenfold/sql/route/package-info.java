@NullMarked
package tenfold.sql.route;

import org.jspecify.annotations.NullMarked;
