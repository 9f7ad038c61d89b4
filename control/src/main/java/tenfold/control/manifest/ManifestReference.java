package tenfold.control.manifest;

import tenfold.control.manifest.Key.Place;

/// Writes docs/reference/manifest.md from the keys that the reader knows.
final class ManifestReference {
    private ManifestReference() {}

    static String page() {
        var page = new StringBuilder();
        page.append(INTRODUCTION);
        for (Place place : Place.values()) {
            page.append("\n## ").append(heading(place)).append("\n\n");
            page.append("| key | value | without it | meaning |\n|---|---|---|---|\n");
            for (ManifestKey key : ManifestKey.of(place)) {
                page.append(
                        "| `%s` | %s | %s | %s |\n"
                                .formatted(key.text(), key.type(), key.standard(), key.meaning()));
            }
        }
        page.append(REFERENCES);
        for (Reference reference : Reference.values()) {
            page.append("| `${%s}` | %s |\n".formatted(reference.text(), reference.meaning()));
        }
        page.append(
                """

                ## Limits

                %d KiB, %d levels, %d aliases, 16 services, 64 instances of each, 100 routes, 200 variables a service.
                `PORT` and names that start with `TENFOLD_` are reserved.
                """
                        .formatted(
                                YamlText.BYTES_MAX / 1024,
                                YamlText.DEPTH_MAX,
                                YamlText.ALIASES_MAX));
        return page.toString();
    }

    private static String heading(Place place) {
        return place == Place.ROOT
                ? "The file"
                : "`" + place.prefix.substring(0, place.prefix.length() - 1) + "`";
    }

    private static final String INTRODUCTION =
            """
            # tenfold.yaml

            Every key may be left out, and so may the file when the folder says how the application is started.
            Looked for, in this order: a `Procfile` with a `web:` line, `target/quarkus-app/quarkus-run.jar`, one runnable jar
            in `target/` or `build/libs/`, `package.json` with a start script. A command after `--` wins over all.

            ```yaml
            name: forum
            services:
              web:
                build: ./mvnw -q package
                run: java -jar target/forum.jar
                health: /health
                scale: 3
                env:
                  MAIL_FROM: forum@example.org
                  JDBC_URL: ${platform.pg.jdbc_url}
            goals:
              p95: 200ms
            ```

            Durations are written `250ms`, `5s`, `2m`, `1h`; sizes `512MB`, `4GB`. An unknown key is an error.
            """;

    private static final String REFERENCES =
            """

            ## References

            A value in `env` may name what the platform knows; `$${` stands for a plain `${`.

            | reference | meaning |
            |---|---|
            """;
}
