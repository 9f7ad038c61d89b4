package tenfold.watch.query;

/// A word of a query: what it is, its text (strings unquoted), and its column from 1.
record Token(Part part, String text, int column) {
    enum Part {
        NAME,
        NUMBER,
        DURATION,
        STRING,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return part == Part.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return part == Part.NAME && text.equalsIgnoreCase(word);
    }

    @Override
    public String toString() {
        return part == Part.END ? "the end" : "'" + text + "'";
    }
}
