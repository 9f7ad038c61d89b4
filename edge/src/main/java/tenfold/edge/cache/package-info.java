/// The shared HTTP cache of the edge (RFC 9111), for routes with a cache policy.
///
/// **In:** requests of the event loops ([Cache#find]), and answers of the application ([Filler]).
/// **Out:** stored answers, and answers that are still coming. `rule` says what may be done, and is
/// pure; `store` keeps. The data path that brings both together is `proxy.CacheVisit` (who asks)
/// and `proxy.Fetch` (who brings).
///
/// **Threads:** any; a fill is written by one event loop and followed from all.
///
/// **Limits:** bytes in memory, bytes that are still coming, fills at once, variants of a resource,
/// the size of a body, the time that one request waits for another ([CacheConfig] and the policy).
///
/// **When a neighbour is down:** the application's failure is answered with a stale answer where
/// the application or the policy allows it. A cache without memory lets everything pass.
@NullMarked
package tenfold.edge.cache;

import org.jspecify.annotations.NullMarked;
