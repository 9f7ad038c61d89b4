package tenfold.cli.client;

import java.net.URI;

/// Where control's API is and the token that opens it.
public record ControlAccess(URI address, String token) {
    @Override
    public String toString() {
        return address + " (token hidden)";
    }
}
