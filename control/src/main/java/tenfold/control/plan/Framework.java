package tenfold.control.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tenfold.control.manifest.Detection;

/// Frameworks that read names of their own instead of the common ones.
public enum Framework {
    SPRING,
    QUARKUS,
    RAILS,
    LARAVEL,
    DJANGO,
    PYTHON,
    NODE;

    /// What is found in a folder, or what `env_sets` says instead.
    public static Set<Framework> in(Path folder, @Nullable List<String> sets) {
        var found = EnumSet.noneOf(Framework.class);
        for (Framework framework : values()) {
            String name = framework.name().toLowerCase(Locale.ROOT);
            if (sets == null ? framework.isIn(folder) : sets.contains(name)) {
                found.add(framework);
            }
        }
        return found;
    }

    private boolean isIn(Path folder) {
        return switch (this) {
            case SPRING -> build(folder).contains("spring-boot");
            case QUARKUS -> build(folder).contains("io.quarkus");
            case RAILS -> text(folder, "Gemfile").contains("rails");
            case LARAVEL ->
                    exists(folder, "artisan")
                            && text(folder, "composer.json").contains("laravel/framework");
            case DJANGO -> exists(folder, "manage.py");
            case PYTHON ->
                    exists(folder, "manage.py")
                            || exists(folder, "requirements.txt")
                            || exists(folder, "pyproject.toml")
                            || text(folder, "Procfile").contains("python");
            case NODE -> exists(folder, "package.json");
        };
    }

    private static String build(Path folder) {
        return text(folder, "pom.xml")
                + text(folder, "build.gradle")
                + text(folder, "build.gradle.kts");
    }

    private static String text(Path folder, String file) {
        return Detection.text(folder.resolve(file));
    }

    private static boolean exists(Path folder, String file) {
        return Files.exists(folder.resolve(file));
    }
}
