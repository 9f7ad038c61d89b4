package tenfold.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// The walls between the modules, as ARCHITECTURE.md draws them.
class LayersTest {
    private static final Set<String> FOUNDATIONS = Set.of("base", "model");

    private static final Set<String> EVERYTHING =
            Set.of(
                    "base", "model", "edge", "fleet", "sql", "watch", "control", "console", "cli",
                    "load");

    /// Who may import whom. `testkit`, `journeys` and `bench` are imported by nobody.
    private static final Map<String, Set<String>> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("base", Set.of()),
                    Map.entry("model", Set.of("base")),
                    Map.entry("edge", Set.of("base", "model")),
                    Map.entry("fleet", Set.of("base", "model")),
                    Map.entry("sql", Set.of("base", "model")),
                    Map.entry("watch", Set.of("base", "model")),
                    Map.entry("control", Set.of("base", "model")),
                    Map.entry("console", Set.of()),
                    Map.entry("load", Set.of("base")),
                    Map.entry("cli", Set.of("base", "load")),
                    Map.entry("platform", EVERYTHING));

    /// Sub-packages that are part of their module's API although they are not its root:
    /// `fleet.build` runs before there is an image, and so before there is a station.
    private static final Set<String> OPEN_PACKAGES = Set.of("tenfold.fleet.build");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location -> !location.contains("testkit"))
                    .importPackages("tenfold");

    @Test
    void modulesImportOnlyWhatStandsBeforeThem() {
        assertThat(violations(MAY_IMPORT)).isEmpty();
    }

    @Test
    void theWallBetweenModulesIsSeenWhereItIsCrossed() {
        var narrower = new HashMap<>(MAY_IMPORT);
        narrower.put("control", Set.of());

        assertThat(violations(narrower))
                .anyMatch(line -> line.matches("tenfold.control.* may not import tenfold.model.*"));
    }

    @Test
    void foundationsNeedNothingButTheJdk() {
        var foreign = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            if (FOUNDATIONS.contains(moduleOf(type))) {
                type.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .map(JavaClass::getPackageName)
                        .filter(name -> !name.matches("(java|javax\\.net|tenfold)\\..*"))
                        .filter(name -> !name.equals("org.jspecify.annotations") && !name.isEmpty())
                        .forEach(name -> foreign.add(type.getName() + " uses " + name));
            }
        }
        assertThat(foreign).isEmpty();
    }

    @Test
    void subPackagesOfAModuleFormNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("tenfold.(*).(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    private static List<String> violations(Map<String, Set<String>> mayImport) {
        var violations = new TreeSet<String>();
        for (JavaClass type : CLASSES) {
            Set<String> allowed = mayImport.getOrDefault(moduleOf(type), Set.of());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                String module = moduleOf(target);
                if (module.isEmpty() || module.equals(moduleOf(type))) {
                    continue;
                }
                if (!allowed.contains(module)) {
                    violations.add(type.getName() + " may not import " + target.getName());
                } else if (!isApi(target)) {
                    violations.add(type.getName() + " uses the internal " + target.getName());
                }
            }
        }
        return List.copyOf(violations);
    }

    /// The root package of a module is its API; `base` and `model` are API as a whole.
    private static boolean isApi(JavaClass type) {
        String name = type.getPackageName();
        return FOUNDATIONS.contains(moduleOf(type))
                || name.equals("tenfold." + moduleOf(type))
                || OPEN_PACKAGES.contains(name);
    }

    private static String moduleOf(JavaClass type) {
        String[] part = type.getPackageName().split("\\.");
        return part.length > 1 && part[0].equals("tenfold") ? part[1] : "";
    }
}
