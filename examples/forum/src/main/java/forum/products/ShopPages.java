package forum.products;

import forum.http.Form;
import forum.http.Html;
import forum.http.Problem;
import forum.http.Request;
import forum.http.Response;
import forum.http.Router;
import forum.site.Show;
import forum.site.Site;
import forum.site.Visitor;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/// The shop for people.
public final class ShopPages {
    private final Site site;
    private final Catalogue catalogue;
    private final Cart cart;
    private final Orders orders;

    public ShopPages(Site site, Catalogue catalogue, Cart cart, Orders orders) {
        this.site = site;
        this.catalogue = catalogue;
        this.cart = cart;
        this.orders = orders;
    }

    public void addTo(Router router) {
        router.get("/shop", this::shop)
                .get("/shop/{id}", this::product)
                .get("/cart", this::cart)
                .post("/cart", this::changeCart)
                .get("/orders", this::orders)
                .post("/orders", this::order)
                .get("/orders/{id}", this::oneOrder);
    }

    private Response shop(Request request) throws SQLException {
        String kind = request.query().text("kind");
        int page = request.page();
        String encoded = URLEncoder.encode(kind, StandardCharsets.UTF_8);
        Html content =
                Html.of(
                        """
                        <h1>Shop</h1>
                        <nav class="chips" aria-label="Kinds">{}{}</nav>
                        <ul class="shelf">{}</ul>
                        {}
                        """,
                        chip("", "Everything", kind),
                        Html.join(catalogue.kinds().stream().map(each -> chip(each, each, kind))),
                        Html.join(catalogue.page(kind, page).stream().map(ShopPages::card)),
                        Show.pages(
                                "/shop?kind=" + encoded + "&page=",
                                page,
                                Show.pages(catalogue.count(kind), Catalogue.PRODUCTS_PER_PAGE)));
        return site.page(request, site.visitor(request), "Shop", content);
    }

    private static Html chip(String kind, String label, String chosen) {
        return Html.of(
                "<a href=\"/shop?kind={}\"{}>{}</a>",
                URLEncoder.encode(kind, StandardCharsets.UTF_8),
                kind.equals(chosen) ? Html.of(" aria-current=\"true\"") : Html.NONE,
                label);
    }

    private static Html card(Catalogue.Product product) {
        return Html.of(
                """
                <li class="card"><a href="/shop/{}">{}<h3>{}</h3></a>
                <p><strong>{}</strong> <span class="soft">{}</span></p></li>
                """,
                product.id(),
                Poster.of(product),
                product.name(),
                Show.price(product.priceCents()),
                stock(product.stock()));
    }

    private static String stock(int stock) {
        return stock == 0 ? "sold out" : stock < 10 ? "only " + stock + " left" : "in stock";
    }

    private Response product(Request request) throws SQLException {
        Catalogue.Product product = catalogue.product(request.id("id"));
        Visitor visitor = site.visitor(request);
        Html buy =
                product.stock() == 0
                        ? Html.NONE
                        : visitor.isSignedIn()
                                ? Html.of(
                                        """
                                        <form method="post" action="/cart">{}
                                        <input type="hidden" name="product" value="{}"><button>Put into the cart</button></form>
                                        """,
                                        Site.formToken(visitor),
                                        product.id())
                                : Html.of("<p><a href=\"/sign-in\">Sign in</a> to buy.</p>");
        Html content =
                Html.of(
                        """
                        <p class="crumbs"><a href="/shop">Shop</a> / <a href="/shop?kind={}">{}</a></p>
                        <section class="product">{}<div><h1>{}</h1><p>{}</p>
                        <p class="price">{}</p><p class="soft">{}</p>{}</div></section>
                        """,
                        URLEncoder.encode(product.kind(), StandardCharsets.UTF_8),
                        product.kind(),
                        Poster.of(product),
                        product.name(),
                        product.about(),
                        Show.price(product.priceCents()),
                        stock(product.stock()),
                        buy);
        return site.page(request, visitor, product.name(), content);
    }

    private Response cart(Request request) throws SQLException {
        return cart(request, site.member(request), 200, "");
    }

    private Response cart(Request request, Visitor visitor, int status, String complaint)
            throws SQLException {
        List<Cart.Item> items = cart.items(visitor.userId());
        Stream<Html> rows = items.stream().map(item -> row(visitor, item));
        Html content =
                items.isEmpty()
                        ? Html.of(
                                "<h1>Cart</h1><p>It is empty. <a href=\"/shop\">Look around in the shop.</a></p>")
                        : Html.of(
                                """
                                <h1>Cart</h1>{}
                                <ul class="lines">{}</ul>
                                <form method="post" action="/orders" class="total">{}<strong>{}</strong><button>Order</button></form>
                                """,
                                complaint.isEmpty()
                                        ? Html.NONE
                                        : Html.of(
                                                "<p class=\"complaint\" role=\"alert\">{}</p>",
                                                complaint),
                                Html.join(rows),
                                Site.formToken(visitor),
                                Show.price(items.stream().mapToLong(Cart.Item::totalCents).sum()));
        return site.page(request, visitor, status, "Cart", content);
    }

    private static Html row(Visitor visitor, Cart.Item item) {
        return Html.of(
                """
                <li><a href="/shop/{}">{}</a>
                <form method="post" action="/cart" class="inline">{}<input type="hidden" name="product" value="{}">
                <input type="number" name="quantity" value="{}" min="0" max="{}" aria-label="Quantity"><button class="quiet">Change</button></form>
                <span>{}</span></li>
                """,
                item.productId(),
                item.name(),
                Site.formToken(visitor),
                item.productId(),
                item.quantity(),
                Cart.QUANTITY_MAX,
                Show.price(item.totalCents()));
    }

    private Response changeCart(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        Form form = site.form(request, visitor);
        int product = form.number("product", 0, 0, Integer.MAX_VALUE);
        int quantity = form.number("quantity", -1, -1, Cart.QUANTITY_MAX);
        if (quantity < 0) {
            cart.add(visitor.userId(), product);
        } else {
            cart.set(visitor.userId(), product, quantity);
        }
        return Response.seeOther("/cart");
    }

    private Response order(Request request) throws SQLException, IOException {
        Visitor visitor = site.member(request);
        site.form(request, visitor);
        try {
            return Response.seeOther("/orders/" + orders.orderCart(visitor.userId()));
        } catch (Problem problem) {
            return cart(request, visitor, problem.status(), problem.getMessage());
        }
    }

    private Response orders(Request request) throws SQLException {
        Visitor visitor = site.member(request);
        Stream<Html> rows =
                orders.of(visitor.userId()).stream()
                        .map(order ->
                                Html.of(
                                        "<li><a href=\"/orders/{}\">Order {}</a><span class=\"soft\">{}</span><span>{}</span></li>",
                                        order.id(),
                                        order.id(),
                                        Show.ago(order.at()),
                                        Show.price(order.totalCents())));
        Html content = Html.of("<h1>Orders</h1><ul class=\"lines\">{}</ul>", Html.join(rows));
        return site.page(request, visitor, "Orders", content);
    }

    private Response oneOrder(Request request) throws SQLException {
        Visitor visitor = site.member(request);
        long id = request.id("id");
        List<Orders.Line> lines = orders.lines(visitor.userId(), id);
        if (lines.isEmpty()) {
            throw Problem.notFound("such order");
        }
        Stream<Html> rows =
                lines.stream()
                        .map(line ->
                                Html.of(
                                        "<li><a href=\"/shop/{}\">{}</a><span>{} × {}</span></li>",
                                        line.productId(),
                                        line.name(),
                                        line.quantity(),
                                        Show.price(line.priceCents())));
        Html content =
                Html.of(
                        "<p class=\"crumbs\"><a href=\"/orders\">Orders</a></p><h1>Order {}</h1><ul class=\"lines\">{}</ul>",
                        id,
                        Html.join(rows));
        return site.page(request, visitor, "Order " + id, content);
    }
}
