package tenfold.edge.http;

import org.jspecify.annotations.Nullable;

/// The head of a request: RFC 9112 section 3, with a known host, one reading of its path and
/// certain framing.
public final class RequestHead extends Head {
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] H2C = Ascii.bytes("h2c");
    private static final byte[] ROOT = {'/'};

    private final Framing framing = new Framing();
    private Method method = Method.OTHER;
    private boolean version10;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int authorityStart;
    private int authorityEnd;
    private int pathEnd;
    private byte @Nullable [] reading;
    private byte @Nullable [] sentTarget;
    private boolean rootForm;
    private int hostField;
    private int upgradeField;
    private boolean expectsContinue;

    public RequestHead(HeadLimits limits) {
        super(limits, true);
        clear();
    }

    @Override
    public void clear() {
        super.clear();
        framing.clear();
        reading = null;
        sentTarget = null;
        methodEnd = 0;
        pathEnd = 0;
        rootForm = false;
        authorityStart = 0;
        authorityEnd = 0;
        hostField = -1;
        upgradeField = -1;
        expectsContinue = false;
    }

    public Method method() {
        return method;
    }

    public boolean isVersion10() {
        return version10;
    }

    public int methodEnd() {
        return methodEnd;
    }

    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /// The end of the path in [#bytes]; a query may follow.
    public int pathEnd() {
        return pathEnd;
    }

    /// The path that routes are chosen by: all of [#routePath] when it is not null, else the path
    /// itself.
    public byte @Nullable [] routePath() {
        return rootForm ? ROOT : reading;
    }

    /// The request goes to the instance with this target instead of its own.
    public void sendTarget(byte[] target) {
        sentTarget = target;
    }

    /// The target that instances are asked for, when it is not the request's own.
    public byte @Nullable [] sentTarget() {
        return sentTarget;
    }

    /// Where the Host value begins in [#bytes]; equal to [#hostEnd] when an HTTP/1.0 client sent
    /// none.
    public int hostStart() {
        return hostField < 0 ? 0 : valueStart(hostField);
    }

    public int hostEnd() {
        return hostField < 0 ? 0 : valueEnd(hostField);
    }

    public boolean expectsContinue() {
        return expectsContinue;
    }

    /// What is wrong with the framing, although it has one meaning here; null when nothing is.
    public @Nullable Flaw flaw() {
        if (method != Method.GET && method != Method.HEAD) {
            return null;
        }
        if (framing.chunked()) {
            return Flaw.UNDEFINED_TRANSFER_ENCODING_SEMANTICS;
        }
        return switch (Long.signum(framing.length())) {
            case 1 -> Flaw.UNDEFINED_CONTENT_LENGTH_SEMANTICS;
            case 0 -> Flaw.GET_HEAD_ZERO_CONTENT_LENGTH;
            default -> null;
        };
    }

    public BodyFraming body() {
        if (framing.chunked()) {
            return BodyFraming.CHUNKED;
        }
        return framing.length() > 0 ? BodyFraming.LENGTH : BodyFraming.NONE;
    }

    /// The Content-Length, or -1 when there is none.
    public long contentLength() {
        return framing.length();
    }

    /// Whether the client will send another request on this connection.
    public boolean keepsAlive() {
        return version10 ? framing.keepAlive() && !framing.close() : !framing.close();
    }

    /// Whether the client asks for another protocol and the edge would tunnel it. Never `h2c`: its
    /// requests would pass the edge unseen.
    public boolean wantsUpgrade() {
        return upgradeField >= 0;
    }

    int upgradeField() {
        return upgradeField;
    }

    /// Whether the field goes on to the other side as it is.
    public boolean passes(int field) {
        return kind(field).passes() && !framing.removes(this, field);
    }

    @Override
    void startLine(int from, int to) throws HttpViolation {
        int space = from;
        while (space < to && Ascii.is(Ascii.TOKEN, bytes[space])) {
            space++;
        }
        if (space == from || space - from > Method.LENGTH_MAX) {
            throw HttpViolation.bad(Flaw.BAD_METHOD, "the request does not begin with a method");
        }
        int version = to - 8;
        if (version <= space + 2 || bytes[space] != ' ' || bytes[version - 1] != ' ') {
            throw HttpViolation.bad(
                    Flaw.BAD_URI, "the request line is not 'METHOD target HTTP/1.1'");
        }
        version10 = readVersion(bytes, version) == 0;
        targetStart = space + 1;
        targetEnd = version - 1;
        if (!Ascii.all(Ascii.TARGET, bytes, targetStart, targetEnd)) {
            throw HttpViolation.bad(
                    Flaw.BAD_URI, "the request target has a character that must be encoded");
        }
        // The method always begins the message, so that writing it anew needs only its end.
        System.arraycopy(bytes, from, bytes, 0, space - from);
        methodEnd = space - from;
        method = Method.of(bytes, 0, methodEnd);
    }

    /// 0 or 1 for `HTTP/1.0` and `HTTP/1.1`.
    static int readVersion(byte[] b, int at) throws HttpViolation {
        boolean known =
                b[at] == 'H'
                        && b[at + 1] == 'T'
                        && b[at + 2] == 'T'
                        && b[at + 3] == 'P'
                        && b[at + 4] == '/'
                        && b[at + 6] == '.';
        int major = b[at + 5] - '0';
        int minor = b[at + 7] - '0';
        if (!known || major < 0 || major > 9 || minor < 0 || minor > 9) {
            throw HttpViolation.bad(Flaw.BAD_VERSION, "the HTTP version is not readable");
        }
        if (major != 1 || minor > 1) {
            throw new HttpViolation(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        return minor;
    }

    @Override
    void finish() throws HttpViolation {
        int upgrade = -1;
        for (int i = 0; i < fields(); i++) {
            if (kind(i) == KnownField.OTHER || framing.take(this, i, version10)) {
                continue;
            }
            switch (kind(i)) {
                case HOST -> host(i);
                case EXPECT -> expect(i);
                case UPGRADE -> upgrade = upgrade == -1 ? i : -2;
                default -> {}
            }
        }
        framing.check();
        target();
        if (upgrade >= 0 && framing.upgrade() && body() == BodyFraming.NONE && !version10) {
            boolean h2c = Ascii.spells(bytes, valueStart(upgrade), valueEnd(upgrade), H2C);
            upgradeField = h2c ? -1 : upgrade;
        }
    }

    private void expect(int field) throws HttpViolation {
        if (!Ascii.spells(bytes, valueStart(field), valueEnd(field), CONTINUE)) {
            throw new HttpViolation(417, "only 'Expect: 100-continue' is known");
        }
        expectsContinue = !version10; // RFC 9110 section 10.1.1: ignored from HTTP/1.0
    }

    private void host(int field) throws HttpViolation {
        if (hostField >= 0) {
            throw HttpViolation.bad(Flaw.SUSPICIOUS_HEADER, "Host is given twice");
        }
        hostField = field;
        if (!isAuthority(bytes, valueStart(field), valueEnd(field))) {
            throw HttpViolation.bad(
                    Flaw.BAD_HEADER, "Host is not a host name or address with an optional port");
        }
    }

    private void target() throws HttpViolation {
        if (method == Method.CONNECT || method == Method.TRACE) {
            throw new HttpViolation(405, method + " is not served here");
        }
        if (hostField < 0 && !version10) {
            throw HttpViolation.bad(Flaw.BAD_HEADER, "Host is missing");
        }
        if (bytes[targetStart] != '/' && !isAsterisk()) {
            absoluteForm();
        }
        pathEnd = targetStart;
        while (pathEnd < targetEnd && bytes[pathEnd] != '?') {
            pathEnd++;
        }
        if (bytes[targetStart] == '/') {
            reading = RequestPath.reading(bytes, targetStart, pathEnd);
        } else {
            rootForm = true;
        }
    }

    private boolean isAsterisk() {
        return method == Method.OPTIONS
                && targetEnd - targetStart == 1
                && bytes[targetStart] == '*';
    }

    /// `http://host/path` (RFC 9112 section 3.2.2): forwarded as the path alone; its host must be
    /// the Host.
    private void absoluteForm() throws HttpViolation {
        int scheme = startsWith(HTTP) ? HTTP.length : startsWith(HTTPS) ? HTTPS.length : 0;
        if (scheme == 0) {
            throw HttpViolation.bad(
                    Flaw.BAD_URI, "the request target is neither a path nor an http URL");
        }
        authorityStart = targetStart + scheme;
        authorityEnd = authorityStart;
        while (authorityEnd < targetEnd
                && bytes[authorityEnd] != '/'
                && bytes[authorityEnd] != '?') {
            authorityEnd++;
        }
        if (hostField < 0 || !sameAsHost()) {
            throw HttpViolation.bad(
                    Flaw.SUSPICIOUS_HEADER, "Host differs from the host of the request target");
        }
        targetStart = authorityEnd;
        if (targetStart == targetEnd || bytes[targetStart] == '?') {
            bytes[--targetStart] =
                    '/'; // the last byte of the host in the target, which is not needed any more
        }
    }

    private boolean startsWith(byte[] scheme) {
        return targetEnd - targetStart > scheme.length
                && Ascii.spells(bytes, targetStart, targetStart + scheme.length, scheme);
    }

    private boolean sameAsHost() {
        int length = hostEnd() - hostStart();
        if (authorityEnd - authorityStart != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(bytes[authorityStart + i]) != Ascii.lower(bytes[hostStart() + i])) {
                return false;
            }
        }
        return true;
    }

    /// RFC 3986 section 3.2 without user information: `name`, `1.2.3.4` or `[::1]`, and `:port`.
    static boolean isAuthority(byte[] b, int from, int to) {
        if (from == to) {
            return false;
        }
        int end = from;
        if (b[from] == '[') {
            end++;
            while (end < to && (Ascii.hex(b[end]) >= 0 || b[end] == ':' || b[end] == '.')) {
                end++;
            }
            if (end == to || b[end] != ']' || end - from < 3) {
                return false;
            }
            end++;
        } else {
            while (end < to && Ascii.is(Ascii.HOST, b[end])) {
                end++;
            }
        }
        return end > from && (end == to || (b[end] == ':' && isPort(b, end + 1, to)));
    }

    private static boolean isPort(byte[] b, int from, int to) {
        int port = 0;
        for (int i = from; i < to; i++) {
            if (b[i] < '0' || b[i] > '9' || to - from > 5) {
                return false;
            }
            port = port * 10 + b[i] - '0';
        }
        return to > from && port <= 65_535;
    }

    @Override
    HttpViolation startLineTooLong() {
        return new HttpViolation(414, "the request line is too long");
    }

    @Override
    HttpViolation fieldsTooLarge(String why) {
        return new HttpViolation(431, "the request has " + why);
    }
}
