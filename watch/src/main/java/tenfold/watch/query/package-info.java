/// Answers questions about samples in a subset of PromQL, with the meaning that Prometheus gives
/// it.
///
/// [QueryParser] turns text into an [Expression], or says at which column it stops being one;
/// [Evaluator] answers for one moment or for many. docs/reference/queries.md is the language as it
/// is understood here.
///
/// **Limits:** text of 4096 characters, 100 levels, 11 000 moments an answer, the store's bound of
/// samples a query.
@NullMarked
package tenfold.watch.query;

import org.jspecify.annotations.NullMarked;
