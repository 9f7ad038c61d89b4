package tenfold.cli.screen;

/// Colours words, or leaves them as they are. Colour never says anything that a word does not.
public enum Style {
    PLAIN,
    COLOUR;

    private static final String RESET = "\u001b[0m";

    public String good(String text) {
        return paint("\u001b[32m", text);
    }

    public String warning(String text) {
        return paint("\u001b[33m", text);
    }

    public String bad(String text) {
        return paint("\u001b[31m", text);
    }

    public String strong(String text) {
        return paint("\u001b[1m", text);
    }

    public String faint(String text) {
        return paint("\u001b[2m", text);
    }

    private String paint(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : code + text + RESET;
    }
}
