/// The shared HTTP cache of the edge (RFC 9111), for routes with a cache policy.
///
/// **In:** requests of the event loops ([Cache#find]), and answers of the application ([Filler]).
/// **Out:** stored answers, and answers that are still coming. `rule` says what may be done, and is
/// pure; `store` keeps. The data path that brings both together is `proxy.CacheVisit` (who asks)
/// and `proxy.Fetch` (who brings).
///
/// **Threads:** any; a fill is written by one event loop, or by the disk tier's reader, and
/// followed from all. One thread compresses, one writes files, one reads them.
///
/// **Limits:** bytes in memory, bytes that are still coming, fills at once, variants of a resource,
/// the size of a body, bytes and queues of the disk tier, the time that one request waits for
/// another ([CacheConfig] and the policy).
///
/// **When a neighbour is down:** the application's failure is answered with a stale answer where
/// the application or the policy allows it. A cache without memory lets everything pass; a broken
/// disk costs what is on it (counted).
@NullMarked
package tenfold.edge.cache;

import org.jspecify.annotations.NullMarked;
