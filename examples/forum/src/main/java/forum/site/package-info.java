/// The frame of every page: layout, assets, visitors, the live line.
package forum.site;
