/// Control sees and changes all: manifest, decisions, image, HTTP API.
///
/// **In:** the application's folder with `tenfold.yaml` ([tenfold.control.Manifests] reads it for
/// others too), what the command line asked for, node reports and people's calls over HTTP.
/// **Out:** one versioned image for the node, status and log lines for people, the console's page,
/// and files in the data folder: `control/journal`, `control/snapshot`, `control/token`,
/// `control/address`, `control/sessions`, `secrets/`, `tls/`.
///
/// Growth is decided here and done by the stations: a step (`control/grow`) becomes a move
/// (`control/move`), each decision of which is in the journal before the image that follows from it
/// is published; the node's reports say when it has come true.
///
/// How many instances a service has is decided with each report (`control/scale`), from what the
/// edge and the machine say; only a change is recorded.
///
/// [tenfold.control.Control] is the whole: it reads the manifest once, makes the decisions that
/// were never made, records each before it has an effect, publishes, and answers until it is
/// closed. The same manifest gives the same image under the same version, whatever was interrupted
/// before.
///
/// **Threads:** one virtual thread a call; one that looks hourly whether a certificate ends. What
/// they share is behind locks in four places: the image board, the status book, the sessions, and
/// control itself, under whose lock every decision is made.
///
/// **Limits:** 128 calls and 16 event streams at once, bodies of 1 MiB, headers of 32 KiB, waiting
/// of 60 s, 5000 log lines an answer, five minutes of history, 1000 journal records before they
/// become a snapshot, one step of growth at a time and the last 32 remembered, 64 instances of a
/// service, its last 50 decisions, 32 metrics told from outside. The JDK's server takes some of
/// them from `sun.net.httpserver.*` system properties, which are set for the process unless they
/// are set already.
///
/// **When a neighbour is down:** without a node, status says so and shows what was last reported.
/// Without control, stations go on with their last image; started again, control takes its port,
/// token, sessions and decisions from the data folder and continues. A data folder that another
/// control uses, or whose journal is damaged, is refused with words.
@NullMarked
package tenfold.control;

import org.jspecify.annotations.NullMarked;
