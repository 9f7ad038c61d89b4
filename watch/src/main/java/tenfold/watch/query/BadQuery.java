package tenfold.watch.query;

/// A query that cannot be answered, and the column from 1 where the reason stands; 0 when it stands
/// nowhere.
public final class BadQuery extends Exception {
    private static final long serialVersionUID = 1;

    private final int column;

    BadQuery(int column, String message) {
        super(column == 0 ? message : "column " + column + ": " + message);
        this.column = column;
    }

    public int column() {
        return column;
    }

    public String words() {
        return String.valueOf(getMessage());
    }
}
