/// What the pool must know of a query text: does it begin or end a transaction, change a setting,
/// or leave something behind in the server's session? One pass over the bytes, no parse tree.
@NullMarked
package tenfold.sql.text;

import org.jspecify.annotations.NullMarked;
