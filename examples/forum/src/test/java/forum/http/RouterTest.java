package forum.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RouterTest {
    private final Router router =
            new Router(() -> {})
                    .get("/", request -> Response.seeOther("/home"))
                    .get("/threads/{id}", request -> Response.seeOther("/read"))
                    .post("/threads/{id}", request -> Response.seeOther("/write"));

    @Test
    void handsOverPathVariables() {
        assertEquals(Map.of("id", "7"), router.match("GET", "/threads/7").variables());
    }

    @Test
    void answersHeadAsGet() {
        assertEquals(Map.of(), router.match("HEAD", "/").variables());
    }

    @Test
    void tellsAnUnknownAddressFromAnUnfitMethod() {
        assertEquals(404, status("GET", "/threads/7/posts"));
        assertEquals(404, status("GET", "/nothing"));
        assertEquals(405, status("DELETE", "/threads/7"));
    }

    private int status(String method, String path) {
        return assertThrows(Problem.class, () -> router.match(method, path)).status();
    }
}
