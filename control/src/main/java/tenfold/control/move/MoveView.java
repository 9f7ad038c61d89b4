package tenfold.control.move;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A move for readers.
///
/// @param phase in lower case; `back` while it goes back and when it has
/// @param action what is being done now, or was done last
/// @param progress in words; empty when it has ended
/// @param share from 0 to 1, of the action; null where nobody can say
/// @param undoes the number of the move that it takes back; 0 when it is none
/// @param keepsWayBack whether an old server is kept until `complete` or `undo`
public record MoveView(
        long number,
        String step,
        String words,
        String phase,
        boolean running,
        int leg,
        int legs,
        String action,
        String progress,
        @Nullable Double share,
        Instant startedAt,
        @Nullable Instant endedAt,
        long millis,
        Evidence proof,
        @Nullable String problem,
        long undoes,
        boolean undone,
        boolean reversible,
        boolean keepsWayBack) {
    /// What shows that it did no harm; null where there was nothing to measure.
    public record Evidence(
            @Nullable Long rowsCompared,
            @Nullable Integer tablesCompared,
            @Nullable Long bytesCopied,
            @Nullable Long lagBytes,
            @Nullable Long pauseMillis,
            @Nullable Long freezeMillis,
            @Nullable Long held,
            @Nullable Long ended,
            long clientErrors,
            long toRetry,
            long unknown,
            long requestErrors,
            long statements,
            @Nullable Load load) {
        /// How many requests of users there were after the cache was turned on, and how many of
        /// them reached the application; shares are null where nobody knows.
        public record Load(
                long requests,
                long toOrigin,
                @Nullable Double share,
                @Nullable Double expectedShare) {}

        static Evidence of(Proof proof) {
            return new Evidence(
                    proof.rowsCompared(),
                    proof.tablesCompared(),
                    proof.bytesCopied(),
                    proof.lagBytes(),
                    proof.pauseMillis(),
                    proof.freezeMillis(),
                    proof.held(),
                    proof.ended(),
                    proof.clientErrors().sum(),
                    proof.toRetry().sum(),
                    proof.unknown().sum(),
                    proof.requestErrors().sum(),
                    proof.statements().sum(),
                    load(proof.load()));
        }

        private static @Nullable Load load(Proof.@Nullable Load load) {
            return load == null
                    ? null
                    : new Load(
                            load.requests().sum(),
                            load.toOrigin().sum(),
                            load.share(),
                            load.expectedShare());
        }
    }

    public static MoveView of(Move move, @Nullable Progress progress, Instant now) {
        Instant end = move.endedAt() == null ? now : move.endedAt();
        boolean told = move.runs() && progress != null;
        Phase phase =
                told && move.course() != Move.Course.BACK && progress != null
                        ? progress.phase()
                        : move.phase();
        return new MoveView(
                move.number(),
                move.step().word(),
                move.words(),
                phase.name().toLowerCase(Locale.ROOT),
                move.runs(),
                move.at() + 1,
                move.legs().size(),
                Actions.words(move.leg()),
                told && progress != null ? progress.words() : "",
                told && progress != null ? progress.share() : null,
                move.startedAt(),
                move.endedAt(),
                Math.max(0, Duration.between(move.startedAt(), end).toMillis()),
                Evidence.of(move.proof()),
                move.problem(),
                move.undoes(),
                move.undone(),
                move.reversible(),
                move.keepsWayBack());
    }
}
