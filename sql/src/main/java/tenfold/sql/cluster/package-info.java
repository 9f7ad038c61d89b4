/// The servers of one database: which is primary, who follows it, who may take over.
///
/// **In:** the image's [tenfold.model.DatabaseCluster], and what the servers do. **Out:** which
/// servers the gateway may use ([Clients#serve]), and a [tenfold.model.ClusterReport]. [Cluster] is
/// the entry.
///
/// **Who decides:** [ClusterRules], pure and simulated. **What is remembered:** [ClusterRecord],
/// one fsynced file, written before anything is done by it; a server becomes primary only when the
/// record names it. **Who acts:** [Crew] on servers ([Member]: process, watch, lane), [Comparing]
/// and [Moving] for the image's wishes.
///
/// **Threads:** one that asks the rules; for each server one that makes a round trip each quarter
/// of a second and one lane for work; one lane each for the record and the gateway.
///
/// **When control is dead** nothing changes: failover needs the record and the last image only.
/// **When the disk of the record is full** no primary changes, and everything that runs goes on.
/// **When the record is damaged** the station does not start: without it nobody knows who may
/// write.
///
/// `docs/paths/a-failover.md` follows one failover.
@NullMarked
package tenfold.sql.cluster;

import org.jspecify.annotations.NullMarked;
