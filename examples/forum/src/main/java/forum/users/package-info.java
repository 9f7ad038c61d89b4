/// Members: sign-up, sign-in, sessions and profiles.
package forum.users;
