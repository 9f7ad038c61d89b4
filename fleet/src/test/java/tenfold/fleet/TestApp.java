package tenfold.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// A small web application that knows nothing of the fleet: `/env/NAME` tells an environment
/// variable, `/silent` makes it answer no more, `/die` ends it with exit code 3.
final class TestApp {
    private static volatile boolean silent;

    private TestApp() {}

    @SuppressWarnings("SystemOut") // applications print
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 50);
        server.createContext("/", exchange -> answer(exchange, "hello"));
        server.createContext("/env/", TestApp::tell);
        server.createContext("/silent", _ -> silent = true);
        server.createContext("/die", _ -> die());
        server.start();
        System.out.println("listening on " + port);
    }

    private static void tell(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring("/env/".length());
        answer(exchange, String.valueOf(System.getenv(name)));
    }

    @SuppressWarnings("SystemOut")
    private static void die() {
        System.out.println("I was told to die");
        Runtime.getRuntime().halt(3);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        if (silent) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
