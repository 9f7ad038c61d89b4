/// The rules of HTTP caching, without I/O: RFC 9111 and what stands beside it (9211, 9213, 5861,
/// 8246). Time is always an argument.
@NullMarked
package tenfold.edge.cache.rule;

import org.jspecify.annotations.NullMarked;
