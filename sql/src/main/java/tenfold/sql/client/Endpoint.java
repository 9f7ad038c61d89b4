package tenfold.sql.client;

import tenfold.sql.login.Credentials;

/// A server, a database on it, and whom to log in as.
public record Endpoint(Place place, String database, String user, Credentials credentials) {
    public Endpoint withDatabase(String other) {
        return new Endpoint(place, other, user, credentials);
    }

    @Override
    public String toString() {
        return user + "@" + place + "/" + database;
    }
}
