package tenfold.platform;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Measures methods of Java sources with the compiler's own parser.
final class SourceShape {
    /// One method or constructor; canonical constructors of records count no parameters.
    record Method(Path file, long line, long lines, int nesting, int parameters) {}

    private final List<Method> methods = new ArrayList<>();

    private SourceShape() {}

    static List<Method> of(List<Path> sources) throws IOException {
        var shape = new SourceShape();
        var compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> inputs = new ArrayList<>();
        for (Path source : sources) {
            inputs.add(new Source(source, Files.readString(source)));
        }
        var task = (JavacTask) compiler.getTask(null, null, null, List.of(), null, inputs);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        for (CompilationUnitTree unit : task.parse()) {
            Path file = Path.of(unit.getSourceFile().toUri().getPath());
            shape.new Methods(file, unit, positions).scan(unit, null);
        }
        return shape.methods;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file, String text) {
            super(URI.create("source:" + file.toUri().getPath()), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private final class Methods extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Path file;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;

        Methods(Path file, CompilationUnitTree unit, SourcePositions positions) {
            this.file = file;
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            var lines = unit.getLineMap();
            long first = lines.getLineNumber(positions.getStartPosition(unit, method));
            long last = lines.getLineNumber(positions.getEndPosition(unit, method));
            var depth = new Depth();
            depth.scan(method.getBody(), null);
            boolean ofRecord =
                    getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
                            && owner.getKind() == Tree.Kind.RECORD
                            && method.getReturnType() == null;
            int parameters = ofRecord ? 0 : method.getParameters().size();
            methods.add(new Method(file, first, last - first + 1, depth.deepest, parameters));
            return super.visitMethod(method, null);
        }
    }

    /// How deep decisions and loops stand in each other. `else if` goes on at the same depth, `try`
    /// is a scope and no decision, and a class inside a method is measured by itself.
    private static final class Depth extends TreeScanner<@Nullable Void, @Nullable Void> {
        private int depth;
        private int deepest;

        private @Nullable Void inside(Runnable body) {
            deepest = Math.max(deepest, ++depth);
            body.run();
            depth--;
            return null;
        }

        @Override
        public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
            return switch (tree) {
                case ClassTree _ -> null;
                case IfTree branch -> visitBranch(branch);
                case ForLoopTree loop -> inside(() -> super.scan(loop, null));
                case EnhancedForLoopTree loop -> inside(() -> super.scan(loop, null));
                case WhileLoopTree loop -> inside(() -> super.scan(loop, null));
                case DoWhileLoopTree loop -> inside(() -> super.scan(loop, null));
                case SwitchTree choice -> inside(() -> super.scan(choice, null));
                case SynchronizedTree block -> inside(() -> super.scan(block, null));
                case null -> null;
                default -> super.scan(tree, null);
            };
        }

        private @Nullable Void visitBranch(IfTree branch) {
            inside(() -> {
                scan(branch.getCondition(), null);
                scan(branch.getThenStatement(), null);
            });
            Tree otherwise = branch.getElseStatement();
            if (otherwise instanceof BlockTree) {
                return inside(() -> scan(otherwise, null));
            }
            return scan(otherwise, null);
        }
    }
}
