/// Where a statement may run: on the primary, or on a replica that has replayed what it must see.
///
/// [tenfold.sql.route.Catalogue] adds to a statement's text what no text shows: what its functions,
/// views, triggers and operators do. [tenfold.sql.route.Floors] knows for each table up to where a
/// replica must have replayed to show all completed writes. [tenfold.sql.route.ReadRouter] puts
/// both together with what a client has already seen.
///
/// All but [tenfold.sql.route.CatalogueReader] is pure: no threads, no I/O, no clock.
@NullMarked
package tenfold.sql.route;

import org.jspecify.annotations.NullMarked;
