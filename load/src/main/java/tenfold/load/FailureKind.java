package tenfold.load;

/// The ways in which a request fails its user.
public enum FailureKind {
    CONNECT("no connection could be made"),
    TIMEOUT("no complete answer in time"),
    RESET("the connection ended before the answer did"),
    MALFORMED("the answer was not HTTP"),
    SHED("not sent: too many requests waited for a connection"),
    STATUS_4XX("the answer said 4xx"),
    STATUS_5XX("the answer said 5xx");

    private final String meaning;

    FailureKind(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
