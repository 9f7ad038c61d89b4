package tenfold.edge.http;

/// What is wrong with a request's framing, in the words and classes that AWS has published for the
/// desync mitigation of its Application Load Balancer.
public enum Flaw {
    GET_HEAD_ZERO_CONTENT_LENGTH(Danger.ACCEPTABLE, "GetHeadZeroContentLength"),
    UNDEFINED_CONTENT_LENGTH_SEMANTICS(Danger.AMBIGUOUS, "UndefinedContentLengthSemantics"),
    UNDEFINED_TRANSFER_ENCODING_SEMANTICS(Danger.AMBIGUOUS, "UndefinedTransferEncodingSemantics"),
    BOTH_TE_CL_PRESENT(Danger.AMBIGUOUS, "BothTeClPresent"),
    DUPLICATE_CONTENT_LENGTH(Danger.AMBIGUOUS, "DuplicateContentLength"),
    SUSPICIOUS_HEADER(Danger.AMBIGUOUS, "SuspiciousHeader"),
    BAD_CONTENT_LENGTH(Danger.SEVERE, "BadContentLength"),
    BAD_TRANSFER_ENCODING(Danger.SEVERE, "BadTransferEncoding"),
    BAD_HEADER(Danger.SEVERE, "BadHeader"),
    BAD_METHOD(Danger.SEVERE, "BadMethod"),
    BAD_URI(Danger.SEVERE, "BadUri"),
    BAD_VERSION(Danger.SEVERE, "BadVersion");

    /// How dangerous that is behind another parser.
    public enum Danger {
        /// It breaks the RFC, and no attack is known that uses it.
        ACCEPTABLE,
        /// Others may see another request in it.
        AMBIGUOUS,
        /// Others will.
        SEVERE
    }

    private final Danger danger;
    private final String word;

    Flaw(Danger danger, String word) {
        this.danger = danger;
        this.word = word;
    }

    public Danger danger() {
        return danger;
    }

    /// Its part of an access log line.
    public byte[] logFields() {
        return Ascii.bytes(",\"desync\":\"" + danger + "\",\"flaw\":\"" + word + '"');
    }
}
