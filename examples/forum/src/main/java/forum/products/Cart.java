package forum.products;

import forum.db.Database;
import forum.db.Sql;
import forum.http.Problem;
import java.sql.SQLException;
import java.util.List;

/// What a member means to buy. It promises nothing about the stock.
public final class Cart {
    static final int QUANTITY_MAX = 99;

    record Item(long productId, String name, int priceCents, int quantity, int stock) {
        long totalCents() {
            return (long) priceCents * quantity;
        }
    }

    private final Database database;

    public Cart(Database database) {
        this.database = database;
    }

    List<Item> items(long userId) throws SQLException {
        return database.run(sql ->
                sql.list(
                        """
                        SELECT p.id, p.name, p.price_cents, c.quantity, p.stock
                        FROM cart_items c JOIN products p ON p.id = c.product_id
                        WHERE c.user_id = ? ORDER BY p.id
                        """,
                        row ->
                                new Item(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getInt(3),
                                        row.getInt(4),
                                        row.getInt(5)),
                        userId));
    }

    void add(long userId, long productId) throws SQLException {
        database.run(sql -> {
            if (sql.number("SELECT count(*) FROM products WHERE id = ?", productId) == 0) {
                throw Problem.notFound("such product");
            }
            return sql.change(
                    """
                    INSERT INTO cart_items (user_id, product_id, quantity) VALUES (?, ?, 1)
                    ON CONFLICT (user_id, product_id)
                    DO UPDATE SET quantity = least(cart_items.quantity + 1, ?)
                    """,
                    userId,
                    productId,
                    QUANTITY_MAX);
        });
    }

    /// Zero takes the product out.
    void set(long userId, long productId, int quantity) throws SQLException {
        database.run(sql ->
                quantity == 0
                        ? sql.change(
                                "DELETE FROM cart_items WHERE user_id = ? AND product_id = ?",
                                userId,
                                productId)
                        : sql.change(
                                "UPDATE cart_items SET quantity = ? WHERE user_id = ? AND product_id = ?",
                                quantity,
                                userId,
                                productId));
    }

    /// Takes the whole cart inside the caller's transaction.
    static List<Orders.Wanted> take(Sql sql, long userId) throws SQLException {
        return sql.list(
                "DELETE FROM cart_items WHERE user_id = ? RETURNING product_id, quantity",
                row -> new Orders.Wanted(row.getLong(1), row.getInt(2)),
                userId);
    }
}
