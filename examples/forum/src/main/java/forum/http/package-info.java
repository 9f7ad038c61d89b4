/// What a page needs of HTTP: requests, answers, routes and escaping. Knows nothing of the forum.
package forum.http;
