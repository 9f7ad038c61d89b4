package forum.http;

/// A request that cannot be answered as asked: the status and a sentence for the person who asked.
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    public Problem(int status, String sentence) {
        super(sentence, null, false, false);
        this.status = status;
    }

    public static Problem badRequest(String sentence) {
        return new Problem(400, sentence);
    }

    public static Problem notFound(String what) {
        return new Problem(404, "There is no " + what + " here.");
    }

    public int status() {
        return status;
    }
}
