package tenfold.cli.screen;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The cached routes and how much of their traffic the cache answers; nothing while none is cached.
record CacheScreen(JsonNode status, Style style) {
    List<String> lines() {
        JsonNode cache = status.path("edge").path("cache");
        var table = new Table(style, "CACHED ROUTE", ">RATE", ">HITS");
        boolean any = false;
        for (JsonNode route : cache.path("routes")) {
            if (route.path("cached").asBoolean(false)) {
                any = true;
                table.row(
                        route.path("route").asString("?"),
                        Human.rate(route.path("requestsPerSecond").asDouble(0)),
                        share(route.path("hitShare")));
            }
        }
        var lines = new ArrayList<String>();
        if (any) {
            lines.addAll(table.lines("  "));
            lines.add(
                    style.faint(
                            "  %s answers, %s of %s; %s reach the application"
                                    .formatted(
                                            cache.path("storedAnswers").asString("0"),
                                            Human.bytes(cache.path("storedBytes").asLong(0)),
                                            Human.bytes(cache.path("memoryBytesMax").asLong(0)),
                                            Human.rate(
                                                    cache.path("originPerSecond").asDouble(0)))));
            lines.add("");
        }
        return lines;
    }

    private static String share(JsonNode part) {
        return part.isNumber() ? Math.round(part.asDouble() * 100) + " %" : "-";
    }
}
