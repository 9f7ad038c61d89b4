@NullMarked
package tenfold.sql.login;

import org.jspecify.annotations.NullMarked;
