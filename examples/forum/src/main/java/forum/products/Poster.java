package forum.products;

import forum.http.Html;
import java.util.Random;
import java.util.stream.IntStream;

/// A small drawing for a product, always the same for the same id; the shop has no photographer.
final class Poster {
    private static final int HUES = 12;

    private Poster() {}

    static Html of(Catalogue.Product product) {
        var random = new Random(product.id() * 7_919);
        int hue = random.nextInt(HUES);
        Html shapes =
                Html.join(
                        IntStream.range(0, 5)
                                .mapToObj(i ->
                                        random.nextBoolean() ? circle(random, i) : bar(random, i)));
        return Html.of(
                """
                <svg class="poster hue{}" viewBox="0 0 160 100" role="img" aria-label="{}" preserveAspectRatio="xMidYMid slice">
                <rect width="160" height="100" class="tone"/>{}</svg>
                """,
                hue,
                product.name(),
                shapes);
    }

    private static Html circle(Random random, int layer) {
        return Html.of(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"tone{}\"/>",
                random.nextInt(160),
                random.nextInt(100),
                12 + random.nextInt(34),
                layer % 3);
    }

    private static Html bar(Random random, int layer) {
        int x = random.nextInt(140);
        int y = random.nextInt(80);
        return Html.of(
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\" class=\"tone{}\" transform=\"rotate({} {} {})\"/>",
                x,
                y,
                30 + random.nextInt(80),
                8 + random.nextInt(16),
                layer % 3,
                random.nextInt(180),
                x,
                y);
    }
}
