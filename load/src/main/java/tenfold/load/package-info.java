/// An open-loop HTTP load generator: a library ([Load]) and the engine of `tenfold load`.
///
/// **In**: a [LoadPlan]. **Out**: a [LoadResult], and a [LoadProgress] each second.
///
/// *Open loop* means that requests start when users want them. A closed-loop tool waits for an
/// answer before it asks again, so a server that stalls for a second is asked once in that second
/// and looks fast; here the requests that were due in it all count, from the moment they were due.
///
/// **Threads**: one event loop per 25 000 requests a second, at most one per processor; the caller
/// waits in [Load#run] and gets the progress there.
///
/// **Limits**: rate, connections, URLs and duration have maxima in [LoadPlan]; at most
/// `connectionsMax` requests are in flight and `waitingMax` wait; what is due beyond that is shed
/// and counted as an error.
///
/// **When the server is down**: each request that is due tries to connect and counts as
/// [FailureKind#CONNECT]; the run goes on to its end.
@NullMarked
package tenfold.load;

import org.jspecify.annotations.NullMarked;
