package tenfold.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/// The options that commands share, and how to read them.
final class Options {
    private static final ITypeConverter<Duration> DURATION =
            text -> {
                try {
                    return Durations.parse(text);
                } catch (IllegalArgumentException e) {
                    throw new TypeConversionException(String.valueOf(e.getMessage()));
                }
            };

    private static final int WIDTH = 96;

    private Options() {}

    /// A command with `--json` and `--help`.
    static CommandSpec command(String name, String summary, String... description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage()
                .header(summary, "")
                .description(description)
                .sortOptions(false)
                .width(WIDTH)
                .optionListHeading("%nOptions:%n")
                .parameterListHeading("%n");
        spec.addOption(
                OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .order(90)
                        .description("Show this help.")
                        .build());
        spec.addOption(
                flag("--json", "Print JSON on standard output.").toBuilder().order(80).build());
        return spec;
    }

    /// Adds what names the application: `--app` and `--data`.
    static CommandSpec withApplication(CommandSpec spec) {
        return spec.addOption(
                        value(
                                        "--app",
                                        "DIR",
                                        Path.class,
                                        "The application's folder; default: this one.")
                                .toBuilder()
                                .order(70)
                                .build())
                .addOption(
                        value(
                                        "--data",
                                        "DIR",
                                        Path.class,
                                        "Its data folder; default: DIR/.tenfold.")
                                .toBuilder()
                                .order(71)
                                .build());
    }

    /// Adds the application's folder as an argument, too.
    static CommandSpec withFolder(CommandSpec spec) {
        return withApplication(spec)
                .addPositional(
                        argument(
                                "DIR", Path.class, "The application's folder; default: this one."));
    }

    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description).build();
    }

    static OptionSpec value(String name, String label, Class<?> type, String description) {
        var builder =
                OptionSpec.builder(name).paramLabel(label).type(type).description(description);
        if (type == Duration.class) {
            builder.converters(DURATION);
        }
        return builder.build();
    }

    static PositionalParamSpec argument(String label, Class<?> type, String description) {
        return PositionalParamSpec.builder()
                .index("0")
                .arity("0..1")
                .paramLabel(label)
                .type(type)
                .description(description)
                .build();
    }

    static boolean isSet(ParseResult options, String name) {
        return options.hasMatchedOption(name);
    }

    static <T> Optional<T> find(ParseResult options, String name, Class<T> type) {
        return Optional.ofNullable(options.matchedOptionValue(name, null)).map(type::cast);
    }

    static <T> Optional<T> argument(ParseResult options, Class<T> type) {
        return Optional.ofNullable(options.matchedPositionalValue(0, null)).map(type::cast);
    }
}
