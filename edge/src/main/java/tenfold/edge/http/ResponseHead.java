package tenfold.edge.http;

/// The head of a response: RFC 9112 section 4, with certain framing.
public final class ResponseHead extends Head {
    private static final byte[] TIMEOUT = Ascii.bytes("timeout=");

    private final Framing framing = new Framing();
    private int status;
    private boolean version10;
    private int reasonStart;
    private int reasonEnd;
    private int upgradeField;
    private int keepAliveField;

    public ResponseHead(HeadLimits limits) {
        super(limits, true);
        clear();
    }

    @Override
    public void clear() {
        super.clear();
        framing.clear();
        status = 0;
        upgradeField = -1;
        keepAliveField = -1;
    }

    public int status() {
        return status;
    }

    public boolean isInterim() {
        return status < 200;
    }

    public int reasonStart() {
        return reasonStart;
    }

    public int reasonEnd() {
        return reasonEnd;
    }

    int upgradeField() {
        return upgradeField;
    }

    /// Whether the field goes on to the other side as it is.
    public boolean passes(int field) {
        KnownField kind = kind(field);
        boolean ours = kind == KnownField.X_FORWARDED || kind == KnownField.X_REAL_IP;
        return (kind.passes() || ours || kind == KnownField.HOST) && !framing.removes(this, field);
    }

    public boolean acceptsUpgrade() {
        return framing.upgrade() && upgradeField >= 0;
    }

    /// How this response's body ends, given the method it answers (RFC 9112 section 6.3).
    public BodyFraming body(Method method) {
        if (method == Method.HEAD || status < 200 || status == 204 || status == 304) {
            return BodyFraming.NONE;
        }
        if (framing.chunked()) {
            return BodyFraming.CHUNKED;
        }
        if (framing.length() >= 0) {
            return framing.length() == 0 ? BodyFraming.NONE : BodyFraming.LENGTH;
        }
        return BodyFraming.UNTIL_CLOSE;
    }

    /// The Content-Length, or -1 when there is none.
    public long contentLength() {
        return framing.length();
    }

    /// Whether the peer will take another request on this connection.
    public boolean keepsAlive() {
        return version10 ? framing.keepAlive() && !framing.close() : !framing.close();
    }

    /// The seconds of `Keep-Alive: timeout=N`, or -1 when the peer names none.
    public int keepAliveSeconds() {
        if (keepAliveField < 0) {
            return -1;
        }
        int from = valueStart(keepAliveField);
        int to = valueEnd(keepAliveField);
        int digits = from + TIMEOUT.length;
        if (digits >= to || !Ascii.spells(bytes, from, digits, TIMEOUT)) {
            return -1;
        }
        int seconds = 0;
        for (int i = digits; i < to && i < digits + 6 && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            seconds = seconds * 10 + bytes[i] - '0';
        }
        return seconds;
    }

    @Override
    void startLine(int from, int to) throws HttpViolation {
        if (to - from < 12 || bytes[from + 8] != ' ') {
            throw HttpViolation.bad("the status line is not 'HTTP/1.1 200 reason'");
        }
        version10 = RequestHead.readVersion(bytes, from) == 0;
        for (int i = from + 9; i < from + 12; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw HttpViolation.bad("the status is not a number");
            }
            status = status * 10 + digit;
        }
        if (status < 100 || status > 599) {
            throw HttpViolation.bad("the status is not within 100 to 599");
        }
        reasonStart = Math.min(from + 13, to);
        reasonEnd = to;
        if ((to > from + 12 && bytes[from + 12] != ' ')
                || !Ascii.all(Ascii.VALUE, bytes, reasonStart, to)) {
            throw HttpViolation.bad("the reason phrase is not readable");
        }
    }

    @Override
    void finish() throws HttpViolation {
        for (int i = 0; i < fields(); i++) {
            if (kind(i) == KnownField.OTHER || framing.take(this, i, version10)) {
                continue;
            }
            if (kind(i) == KnownField.UPGRADE) {
                upgradeField = i;
            } else if (kind(i) == KnownField.KEEP_ALIVE) {
                keepAliveField = i;
            }
        }
        framing.check();
        if (framing.chunked() && (status < 200 || status == 204)) {
            throw HttpViolation.bad("a status without a body has Transfer-Encoding");
        }
        if (framing.length() > 0 && (status < 200 || status == 204)) {
            throw HttpViolation.bad("a status without a body has a Content-Length");
        }
    }

    @Override
    HttpViolation startLineTooLong() {
        return new HttpViolation(502, "the status line is too long");
    }

    @Override
    HttpViolation fieldsTooLarge(String why) {
        return new HttpViolation(502, "the response has " + why);
    }
}
