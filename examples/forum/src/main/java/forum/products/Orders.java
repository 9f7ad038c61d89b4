package forum.products;

import forum.db.Database;
import forum.db.Sql;
import forum.http.Problem;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Orders. Stock and order change in one transaction, so nothing is ever sold twice.
public final class Orders {
    static final int LINES_MAX = 50;
    static final int ORDERS_SHOWN_MAX = 100;

    record Wanted(long productId, int quantity) {}

    record Order(long id, long totalCents, Instant at) {}

    record Line(long productId, String name, int quantity, int priceCents) {}

    private record Shelf(String name, int priceCents, int stock) {}

    private final Database database;

    public Orders(Database database) {
        this.database = database;
    }

    /// Orders what is in the member's cart and empties it.
    long orderCart(long userId) throws SQLException {
        return database.transaction(sql -> place(sql, userId, Cart.take(sql, userId)));
    }

    long order(long userId, List<Wanted> wanted) throws SQLException {
        return database.transaction(sql -> place(sql, userId, wanted));
    }

    private static long place(Sql sql, long userId, List<Wanted> wanted) throws SQLException {
        Map<Long, Integer> quantities = merged(wanted);
        Map<Long, Shelf> shelves = locked(sql, quantities.keySet().toArray(Long[]::new));
        long total = 0;
        for (var line : quantities.entrySet()) {
            Shelf shelf = shelves.get(line.getKey());
            if (shelf == null) {
                throw Problem.notFound("product " + line.getKey());
            }
            if (shelf.stock() < line.getValue()) {
                throw new Problem(
                        409, "Only " + shelf.stock() + " left of “" + shelf.name() + "”.");
            }
            total += (long) shelf.priceCents() * line.getValue();
        }
        long order =
                sql.number(
                        "INSERT INTO orders (user_id, total_cents) VALUES (?, ?) RETURNING id",
                        userId,
                        total);
        for (var line : quantities.entrySet()) {
            int price = shelves.get(line.getKey()).priceCents();
            sell(sql, order, line.getKey(), line.getValue(), price);
        }
        return order;
    }

    private static Map<Long, Integer> merged(List<Wanted> wanted) {
        Map<Long, Integer> quantities = new TreeMap<>();
        for (Wanted line : wanted) {
            if (line.quantity() < 1 || line.quantity() > Cart.QUANTITY_MAX) {
                throw Problem.badRequest("A quantity is between 1 and 99.");
            }
            quantities.merge(line.productId(), line.quantity(), Integer::sum);
        }
        if (quantities.isEmpty() || quantities.size() > LINES_MAX) {
            throw Problem.badRequest("An order has 1 to 50 different products.");
        }
        return quantities;
    }

    /// Locks the products in the order of their ids, so that two orders never wait for each other.
    private static Map<Long, Shelf> locked(Sql sql, Long[] ids) throws SQLException {
        Map<Long, Shelf> shelves = new HashMap<>();
        Array array = sql.connection().createArrayOf("bigint", ids);
        sql.list(
                """
                SELECT id, name, price_cents, stock FROM products
                WHERE id = ANY (?) ORDER BY id FOR UPDATE
                """,
                row ->
                        shelves.put(
                                row.getLong(1),
                                new Shelf(row.getString(2), row.getInt(3), row.getInt(4))),
                array);
        array.free();
        return shelves;
    }

    private static void sell(Sql sql, long order, long product, int quantity, int priceCents)
            throws SQLException {
        sql.change("UPDATE products SET stock = stock - ? WHERE id = ?", quantity, product);
        sql.change(
                """
                INSERT INTO order_items (order_id, product_id, quantity, price_cents)
                VALUES (?, ?, ?, ?)
                """,
                order,
                product,
                quantity,
                priceCents);
    }

    List<Order> of(long userId) throws SQLException {
        return database.run(sql ->
                sql.list(
                        """
                        SELECT id, total_cents, ordered_at FROM orders
                        WHERE user_id = ? ORDER BY id DESC LIMIT ?
                        """,
                        row ->
                                new Order(
                                        row.getLong(1),
                                        row.getLong(2),
                                        row.getTimestamp(3).toInstant()),
                        userId,
                        ORDERS_SHOWN_MAX));
    }

    /// The lines of a member's own order; nothing for anyone else's.
    List<Line> lines(long userId, long order) throws SQLException {
        return database.run(sql ->
                sql.list(
                        """
                        SELECT p.id, p.name, i.quantity, i.price_cents
                        FROM orders o
                        JOIN order_items i ON i.order_id = o.id
                        JOIN products p ON p.id = i.product_id
                        WHERE o.user_id = ? AND o.id = ? ORDER BY p.id
                        """,
                        row ->
                                new Line(
                                        row.getLong(1),
                                        row.getString(2),
                                        row.getInt(3),
                                        row.getInt(4)),
                        userId,
                        order));
    }
}
