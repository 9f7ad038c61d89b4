/// Something to look at: members, threads, posts and products for an empty database.
package forum.seed;
