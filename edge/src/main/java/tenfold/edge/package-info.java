/// The edge: where users arrive. A reverse proxy for HTTP/2 and HTTP/1.1 with TLS, routes,
/// balancing, health, limits and an access log.
///
/// **In:** clients' connections on the listeners of the current [tenfold.model.EdgeImage]. **Out:**
/// requests to the image's targets, a [tenfold.model.EdgeReport], and the access log. [Edge] is the
/// only type to begin with; [EdgeConfig] and [EdgeLimits] are what it is opened with.
///
/// **The way of a request:** `proxy.ClientConnection` (or `proxy.Http2Connection` with its streams)
/// reads bytes, `http.RequestHead` understands them, `proxy.Exchange` leads the request from here
/// to the end: `proxy.Routing` finds its route (`route.RouteTable`) and what that says
/// (`proxy.Way`), `proxy.TargetSearch` a target (`target.UpstreamGroup`) and a connection to it
/// (`proxy.Lane`), `http.HeadWriter` writes the request anew, `proxy.UpstreamConnection` brings the
/// answer back. `docs/paths/an-http-request.md` follows one. On routes with a cache policy,
/// [tenfold.edge.cache] may answer before.
///
/// **Threads:** a fixed number of event loops does everything between sockets, each connection on
/// one loop, without locks. One thread writes the access log. One virtual thread for each target
/// asks for its health.
///
/// **Limits:** [EdgeLimits] names every maximum, [Limit] counts how often each was reached
/// ([Edge#hits]).
///
/// **When a neighbour is down:** without control, the last image goes on. A dead target gets no
/// requests from the first refused connection on; what reached nobody, or may safely be done twice,
/// goes to another target; with no target up, requests wait ten seconds for one before they get a
/// 503. A target that fails in a row is left out for a while; one at its limits gets nothing more.
/// A full disk costs lines of the access log (counted), never a request. A listener whose port is
/// taken is reported with the problem, tried again every two seconds, and the others serve.
@NullMarked
package tenfold.edge;

import org.jspecify.annotations.NullMarked;
