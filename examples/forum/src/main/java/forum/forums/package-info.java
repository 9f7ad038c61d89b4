/// The community: categories, threads, posts and the search over them.
package forum.forums;
