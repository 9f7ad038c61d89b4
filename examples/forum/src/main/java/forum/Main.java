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
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the forum: `PORT` says where to listen, `DATABASE_URL` where the data is.
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int EXIT_BADLY_SET_UP = 2;

    private Main() {}

    public static void main(String[] arguments) {
        try {
            start(Settings.of(System.getenv()));
        } catch (IllegalArgumentException | IOException e) {
            LOG.error("the forum cannot start: {}", e.getMessage());
            System.exit(EXIT_BADLY_SET_UP);
        }
    }

    private static void start(Settings settings) throws IOException {
        // Without this the JDK's server lets small answers wait for the client's delayed ACK.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        var database = new Database(settings.database(), settings.connectionsMax());
        var schema = new Schema(database);
        schema.prepareInBackground();
        var live = new LiveLine(database);
        var sessions = new Sessions(database);
        var assets = new Assets();
        var site = new Site(sessions, assets);
        var router = routes(database, schema, site, sessions, assets, live);
        var server = new Server(settings.host(), settings.port(), router, site::problem);
        server.start();
        LOG.info(
                "listening on http://{}:{}, {} ms after the start",
                settings.host(),
                server.port(),
                ManagementFactory.getRuntimeMXBean().getUptime());
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    live.close();
                                    server.close();
                                    schema.close();
                                    database.close();
                                }));
    }

    private static Router routes(
            Database database,
            Schema schema,
            Site site,
            Sessions sessions,
            Assets assets,
            LiveLine live) {
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
        return router.get("/health", request -> health(database))
                .get("/live", live::open)
                .getUnguarded("/assets/{name}", assets::serve);
    }

    private static Response health(Database database) throws SQLException {
        database.run(sql -> sql.number("SELECT 1"));
        return Response.json(200, Map.of("status", "ok"));
    }
}
