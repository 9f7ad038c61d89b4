/// What a statement does, as the router must know it: reads or writes, which tables, by which
/// functions.
///
/// **In**: a query text. **Out**: a [tenfold.sql.parse.Plan]: one [tenfold.sql.parse.Statement] for
/// each statement of the text, and what the pool must know of it ([tenfold.sql.text.Script]).
///
/// How it works: [tenfold.sql.parse.Lexer] reads the text once and writes it down normalised: one
/// space between tokens, words in lower case, no comments, a placeholder for each literal.
/// [tenfold.sql.parse.Plans] knows the plans of the shapes it has seen lately; only a new shape is
/// parsed, by recursive descent over the same tokens. The parser is tolerant: it follows the
/// structure of queries and walks expressions for what is called in them. What it does not follow
/// is [tenfold.sql.parse.Kind#UNKNOWN], which goes to the primary.
///
/// What no text shows (what functions, views, triggers and operators do) is the catalogue's part.
///
/// **Threads**: one; each event loop has its own [tenfold.sql.parse.Plans]. **Limits**: the length
/// of a text and of a cached shape, the number of shapes, the depth of nesting.
@NullMarked
package tenfold.sql.parse;

import org.jspecify.annotations.NullMarked;
