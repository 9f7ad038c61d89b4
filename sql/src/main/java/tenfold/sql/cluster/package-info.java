/// The cluster: which server is primary, who follows, who may take over.
@NullMarked
package tenfold.sql.cluster;

import org.jspecify.annotations.NullMarked;
