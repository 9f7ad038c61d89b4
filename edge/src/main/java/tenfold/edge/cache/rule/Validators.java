package tenfold.edge.cache.rule;

/// What tells one version of a resource from another: an entity tag ("" for none) and a date of
/// change ([HttpDate#NONE] for none), with the conditions that a cache judges by them (RFC 9110
/// section 13, RFC 9111 section 4.3).
public record Validators(String etag, long lastModified) {
    public static Validators of(Fields answer) {
        String said = answer.single("etag");
        String etag = said != null && said.matches("(W/)?\"[^\"]*\"") ? said : "";
        return new Validators(etag, HttpDate.read(answer.single("last-modified")));
    }

    public boolean isNone() {
        return etag.isEmpty() && lastModified == HttpDate.NONE;
    }

    public boolean isStrong() {
        return etag.startsWith("\"");
    }

    /// Whether a 304 about that version is about this one; a 304 that names no version is about
    /// what was asked for (RFC 9111 section 4.3.4).
    public boolean isConfirmedBy(Validators notModified) {
        if (!notModified.etag.isEmpty()) {
            return opaque(etag).equals(opaque(notModified.etag));
        }
        return notModified.lastModified == HttpDate.NONE
                || notModified.lastModified == lastModified;
    }

    /// Whether the client has this version already, so that 304 answers it.
    public boolean areKnownTo(Asked asked) {
        if (asked.hasIfNoneMatch()) {
            return isAmong(asked.ifNoneMatch());
        }
        long since = HttpDate.read(asked.ifModifiedSince());
        return since != HttpDate.NONE && lastModified != HttpDate.NONE && lastModified <= since;
    }

    /// Whether `If-Range` names this very version, byte for byte (RFC 9110 section 13.1.5).
    public boolean isRangeOf(String ifRange) {
        if (ifRange.startsWith("\"")) {
            return isStrong() && etag.equals(ifRange);
        }
        // A date is weak unless the change is a minute before the answer, which is not known here.
        return false;
    }

    /// RFC 9110 section 8.8.3.2, the weak comparison.
    private boolean isAmong(String list) {
        if (list.strip().equals("*")) {
            return true;
        }
        if (etag.isEmpty()) {
            return false;
        }
        int at = 0;
        while (at < list.length()) {
            int open = list.indexOf('"', at);
            int close = open < 0 ? -1 : list.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            if (list.substring(open, close + 1).equals(opaque(etag))) {
                return true;
            }
            at = close + 1;
        }
        return false;
    }

    private static String opaque(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }
}
