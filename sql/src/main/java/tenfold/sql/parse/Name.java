package tenfold.sql.parse;

/// The name of a table or function as written, unquoted words in lower case; `schema` is empty when
/// the search path decides.
public record Name(String schema, String name) {
    @Override
    public String toString() {
        return schema.isEmpty() ? name : schema + "." + name;
    }
}
