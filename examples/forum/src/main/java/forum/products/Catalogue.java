package forum.products;

import forum.db.Database;
import forum.http.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What the shop sells.
public final class Catalogue {
    static final int PRODUCTS_PER_PAGE = 24;

    record Product(long id, String name, String kind, String about, int priceCents, int stock) {}

    private static final String PRODUCTS =
            "SELECT id, name, kind, about, price_cents, stock FROM products ";

    private final Database database;

    public Catalogue(Database database) {
        this.database = database;
    }

    List<String> kinds() throws SQLException {
        return database.run(sql ->
                sql.list(
                        "SELECT DISTINCT kind FROM products ORDER BY kind",
                        row -> row.getString(1)));
    }

    /// One page of a kind; every kind when it is empty.
    List<Product> page(String kind, int page) throws SQLException {
        int before = (page - 1) * PRODUCTS_PER_PAGE;
        return database.run(sql ->
                kind.isEmpty()
                        ? sql.list(
                                PRODUCTS + "ORDER BY id LIMIT ? OFFSET ?",
                                Catalogue::product,
                                PRODUCTS_PER_PAGE,
                                before)
                        : sql.list(
                                PRODUCTS + "WHERE kind = ? ORDER BY id LIMIT ? OFFSET ?",
                                Catalogue::product,
                                kind,
                                PRODUCTS_PER_PAGE,
                                before));
    }

    long count(String kind) throws SQLException {
        return database.run(sql ->
                kind.isEmpty()
                        ? sql.number("SELECT count(*) FROM products")
                        : sql.number("SELECT count(*) FROM products WHERE kind = ?", kind));
    }

    Product product(long id) throws SQLException {
        return database.run(sql -> sql.first(PRODUCTS + "WHERE id = ?", Catalogue::product, id))
                .orElseThrow(() -> Problem.notFound("such product"));
    }

    private static Product product(ResultSet row) throws SQLException {
        return new Product(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getInt(5),
                row.getInt(6));
    }
}
