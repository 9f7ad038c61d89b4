package forum;

import forum.db.Database;
import forum.forums.ForumApi;
import forum.forums.ForumPages;
import forum.forums.Search;
import forum.forums.Threads;
import forum.http.Response;
import forum.http.Router;
import forum.http.Server;
import forum.products.Cart;
import forum.products.Catalogue;
import forum.products.Orders;
import forum.products.ShopApi;
import forum.products.ShopPages;
import forum.proofs.Art;
import forum.proofs.Ledger;
import forum.proofs.Report;
import forum.site.Assets;
import forum.site.LiveLine;
import forum.site.Site;
import forum.users.Members;
import forum.users.Sessions;
import forum.users.UserApi;
import forum.users.UserPages;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;

/// The whole application, put together and listening.
final class Forum implements AutoCloseable {
    private final Database database;
    private final Schema schema;
    private final LiveLine live;
    private final Server server;

    Forum(Settings settings) throws IOException {
        database = new Database(settings.database(), settings.connectionsMax());
        schema = new Schema(database);
        schema.prepareInBackground();
        live = new LiveLine(database);
        var sessions = new Sessions(database);
        var assets = new Assets();
        var site = new Site(sessions, assets);
        server =
                new Server(
                        settings.host(),
                        settings.port(),
                        routes(site, sessions, assets),
                        site::problem);
        server.start();
    }

    int port() {
        return server.port();
    }

    private Router routes(Site site, Sessions sessions, Assets assets) {
        var router = new Router(schema::awaitReady);
        var members = new Members(database);
        var threads = new Threads(database);
        var catalogue = new Catalogue(database);
        var orders = new Orders(database);
        new UserPages(site, members, sessions).addTo(router);
        new UserApi(site, members, sessions).addTo(router);
        new ForumPages(site, database, threads, new Search(database)).addTo(router);
        new ForumApi(site, threads).addTo(router);
        new ShopPages(site, catalogue, new Cart(database), orders).addTo(router);
        new ShopApi(site, catalogue, orders).addTo(router);
        new Ledger(database).addTo(router);
        new Report(site, database).addTo(router);
        new Art(site).addTo(router);
        return router.get("/health", request -> health())
                .get("/live", live::open)
                .getUnguarded("/assets/{name}", assets::serve);
    }

    private Response health() throws SQLException {
        database.run(sql -> sql.number("SELECT 1"));
        return Response.json(200, Map.of("status", "ok"));
    }

    /// In the order in which things were started, so that no request loses what it stands on.
    @Override
    public void close() {
        live.close();
        server.close();
        schema.close();
        database.close();
    }
}
