package tenfold.sql.logical;

import tenfold.model.MoveWish;

/// What a move does next. Pure: the shell is [LogicalMove].
final class MoveRules {
    private MoveRules() {}

    enum Step {
        COPY,
        /// Keep following, in the direction that the stage says.
        STAY,
        SWITCH,
        RETURN,
        LEAVE,
        COMPLETE,
        /// Nothing is left to do, ever.
        END
    }

    static Step next(MoveStage stage, MoveWish.Goal goal) {
        return switch (stage) {
            case NEW -> goal == MoveWish.Goal.BACK ? Step.LEAVE : Step.COPY;
            case COPYING -> goal == MoveWish.Goal.BACK ? Step.LEAVE : Step.COPY;
            case FOLLOWING ->
                    switch (goal) {
                        case FOLLOW, COMPLETE -> Step.STAY;
                        case SWITCH -> Step.SWITCH;
                        case BACK -> Step.LEAVE;
                    };
            case SWITCHED ->
                    switch (goal) {
                        case FOLLOW, SWITCH -> Step.STAY;
                        case BACK -> Step.RETURN;
                        case COMPLETE -> Step.COMPLETE;
                    };
            case LEAVING -> Step.LEAVE;
            case COMPLETING -> Step.COMPLETE;
            case LEFT, COMPLETED -> Step.END;
            case SWITCHING, RETURNING ->
                    throw new IllegalStateException(stage + " is settled before anything else");
        };
    }

    /// What a stage means after the process ended in it. The record of who is the primary is the
    /// one moment at which a switch happens.
    static MoveStage settled(MoveStage stage, boolean targetIsPrimary) {
        return switch (stage) {
            case SWITCHING -> targetIsPrimary ? MoveStage.SWITCHED : MoveStage.FOLLOWING;
            case RETURNING -> targetIsPrimary ? MoveStage.SWITCHED : MoveStage.LEAVING;
            case NEW, COPYING, FOLLOWING, SWITCHED, LEAVING, LEFT, COMPLETING, COMPLETED -> stage;
        };
    }

    /// Where a settled move stands after a failure that will not heal: before the switch it leaves
    /// the target, afterwards the target stays the primary, without a way back.
    static MoveStage failed(MoveStage stage) {
        return switch (stage) {
            case NEW, COPYING, FOLLOWING -> MoveStage.LEAVING;
            case SWITCHED, LEAVING, LEFT, COMPLETING, COMPLETED -> stage;
            case SWITCHING, RETURNING ->
                    throw new IllegalStateException(stage + " is settled before anything else");
        };
    }
}
