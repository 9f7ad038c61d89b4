package forum.products;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import forum.site.Site;
import forum.site.Visitor;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The shop for programs.
public final class ShopApi {
    private final Site site;
    private final Catalogue catalogue;
    private final Orders orders;

    public ShopApi(Site site, Catalogue catalogue, Orders orders) {
        this.site = site;
        this.catalogue = catalogue;
        this.orders = orders;
    }

    public void addTo(Router router) {
        router.get("/api/products", this::list)
                .get("/api/products/{id}", this::one)
                .get("/api/orders", this::mine)
                .post("/api/orders", this::order)
                .get("/api/orders/{id}", this::lines);
    }

    private Response list(Request request) throws SQLException {
        String kind = request.query().text("kind");
        return Response.json(200, Map.of("products", catalogue.page(kind, request.page())));
    }

    private Response one(Request request) throws SQLException {
        return Response.json(200, catalogue.product(request.id("id")));
    }

    private Response mine(Request request) throws SQLException {
        Visitor visitor = site.member(request);
        List<Map<String, Long>> mine =
                orders.of(visitor.userId()).stream()
                        .map(order -> Map.of("id", order.id(), "totalCents", order.totalCents()))
                        .toList();
        return Response.json(200, Map.of("orders", mine));
    }

    private Response lines(Request request) throws SQLException {
        Visitor visitor = site.member(request);
        List<Orders.Line> lines = orders.lines(visitor.userId(), request.id("id"));
        if (lines.isEmpty()) {
            throw Problem.notFound("such order");
        }
        return Response.json(200, Map.of("lines", lines));
    }

    private Response order(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        long id = orders.order(visitor.userId(), wanted(request.json()));
        return Response.json(201, Map.of("id", id)).header("Location", "/api/orders/" + id);
    }

    private static List<Orders.Wanted> wanted(JsonObject json) {
        try {
            JsonArray items = json.getAsJsonArray("items");
            List<Orders.Wanted> wanted = new ArrayList<>();
            for (JsonElement item : items) {
                JsonObject line = item.getAsJsonObject();
                wanted.add(
                        new Orders.Wanted(
                                line.get("product").getAsLong(), line.get("quantity").getAsInt()));
            }
            return wanted;
        } catch (RuntimeException e) {
            throw Problem.badRequest(
                    "Expected {\"items\":[{\"product\":1,\"quantity\":2}]} with numbers.");
        }
    }
}
