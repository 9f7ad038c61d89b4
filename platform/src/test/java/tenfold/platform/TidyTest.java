package tenfold.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The measures of STYLE: sizes, nesting, package pages, links between documents. `examples/` is
/// left out: it stands for code that others write.
class TidyTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> SKIPPED =
            Set.of("node_modules", ".git", ".tenfold", "examples");
    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 60;
    private static final int NESTING_MAX = 3;
    private static final int PARAMETERS_MAX = 6;
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]+)(#[^)\\s]*)?\\)");
    private static final Pattern MACHINE_PATH =
            Pattern.compile("(?<![\\w.$}/-])/(" + "work|home/\\w+|root" + ")/");

    @Test
    void noFileAndNoMethodOutgrowsItsReader() throws IOException {
        var untidy = new ArrayList<String>();
        for (Path file : files(".java")) {
            int lines = Files.readAllLines(file).size();
            if (lines > FILE_LINES_MAX) {
                untidy.add(ROOT.relativize(file) + ": " + lines + " lines");
            }
        }
        for (SourceShape.Method method : SourceShape.of(files(".java"))) {
            String where = ROOT.relativize(method.file()) + ":" + method.line();
            if (method.lines() > METHOD_LINES_MAX) {
                untidy.add(where + ": " + method.lines() + " lines in one method");
            }
            if (method.nesting() > NESTING_MAX) {
                untidy.add(where + ": nested " + method.nesting() + " deep");
            }
            if (method.parameters() > PARAMETERS_MAX) {
                untidy.add(where + ": " + method.parameters() + " parameters want a record");
            }
        }
        assertThat(untidy).isEmpty();
    }

    @Test
    void everyPackageHasItsPage() throws IOException {
        var folders = new TreeSet<Path>();
        files(".java").forEach(file -> folders.add(Objects.requireNonNull(file.getParent())));
        var bare = new ArrayList<Path>();
        for (Path folder : folders) {
            Path page = folder.resolve("package-info.java");
            if (!Files.exists(page) || !Files.readString(page).contains("@NullMarked")) {
                bare.add(ROOT.relativize(folder));
            }
        }
        assertThat(bare).isEmpty();
    }

    @Test
    void everyLinkBetweenDocumentsLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (Path file : files(".md")) {
            Path folder = Objects.requireNonNull(file.getParent());
            Matcher link = LINK.matcher(Files.readString(file));
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains(":") && !Files.exists(folder.resolve(target))) {
                    broken.add(ROOT.relativize(file) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void nothingNamesAFolderOfTheMachineItWasWrittenOn() throws IOException {
        var named = new ArrayList<String>();
        for (Path file : files(".java", ".md", ".xml", ".yaml", ".sh", ".js", ".html", ".txt")) {
            Files.readAllLines(file).stream()
                    .filter(line -> MACHINE_PATH.matcher(line).find())
                    .forEach(line -> named.add(ROOT.relativize(file) + ": " + line.strip()));
        }
        assertThat(named).isEmpty();
    }

    @Test
    void seesWhatItShallForbid() throws IOException {
        Path sample = Path.of("src/test/resources/untidy/Untidy.java.txt");

        SourceShape.Method method = SourceShape.of(List.of(sample)).getFirst();

        assertThat(method.lines()).isEqualTo(17);
        assertThat(method.nesting()).isEqualTo(4);
        assertThat(method.parameters()).isEqualTo(7);
        assertThat(MACHINE_PATH.matcher("see /" + "work/x").find()).isTrue();
        assertThat(LINK.matcher("[a](b/c.md#d)").results().map(link -> link.group(1)))
                .containsExactly("b/c.md");
    }

    private static List<Path> files(String... endings) throws IOException {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .filter(TidyTest::isOurs)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOurs(Path file) {
        Path folder = ROOT;
        for (Path part : ROOT.relativize(file)) {
            // A package may be named `target`; Maven's folder of that name stands beside a pom.
            boolean built = part.endsWith("target") && Files.exists(folder.resolve("pom.xml"));
            if (built || SKIPPED.contains(part.toString())) {
                return false;
            }
            folder = folder.resolve(part);
        }
        return Files.isRegularFile(file);
    }
}
