package tenfold.edge.http;

/// The fields behind the last chunk of a body (RFC 9112 section 7.1.2).
public final class Trailers extends Head {
    public Trailers(HeadLimits limits) {
        super(limits, false);
    }

    @Override
    void startLine(int from, int to) {}

    @Override
    void finish() {}

    @Override
    HttpViolation startLineTooLong() {
        return fieldsTooLarge("a trailer line that is too long");
    }

    @Override
    HttpViolation fieldsTooLarge(String why) {
        return new HttpViolation(431, "the trailers have " + why);
    }
}
