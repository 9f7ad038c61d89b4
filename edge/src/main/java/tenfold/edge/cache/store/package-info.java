/// What is stored and what is being fetched: bodies outside the heap, variants of resources, the
/// memory tier, the disk tier, and fills that several clients follow.
@NullMarked
package tenfold.edge.cache.store;

import org.jspecify.annotations.NullMarked;
