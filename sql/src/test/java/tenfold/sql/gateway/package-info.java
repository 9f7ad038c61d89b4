@NullMarked
package tenfold.sql.gateway;

import org.jspecify.annotations.NullMarked;
