package tenfold.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// Runs a property with fresh seeds; {@code -Dseed=42} repeats one round exactly.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "seed={0}")
@ArgumentsSource(Rounds.Seeds.class)
public @interface Rounds {
    int value() default 100;

    /// Supplies the seeds.
    final class Seeds implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            String fixed = System.getProperty("seed");
            int rounds = context.getRequiredTestMethod().getAnnotation(Rounds.class).value();
            LongStream seeds =
                    fixed == null
                            ? new Random().longs(rounds)
                            : LongStream.of(Long.parseLong(fixed));
            return seeds.mapToObj(Arguments::of);
        }
    }
}
