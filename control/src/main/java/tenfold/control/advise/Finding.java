package tenfold.control.advise;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One piece of advice.
public sealed interface Finding {
    String title();

    /// The evidence in words.
    String why();

    List<Evidence> evidence();

    /// Something is to be mended before any step would help: nothing that Tenfold can do alone.
    record Fix(String title, String why, List<Evidence> evidence) implements Finding {
        public Fix {
            evidence = List.copyOf(evidence);
        }
    }

    /// A step of growth is due.
    ///
    /// @param step its name, as after `tenfold grow`
    record Step(String step, String title, String why, List<Evidence> evidence) implements Finding {
        public Step {
            evidence = List.copyOf(evidence);
        }
    }

    /// Nothing binds.
    ///
    /// @param headroom how many times today's traffic it would carry; null when nobody can say
    record Stay(String why, List<Evidence> evidence, @Nullable Double headroom) implements Finding {
        public Stay {
            evidence = List.copyOf(evidence);
        }

        @Override
        public String title() {
            return "nothing needed";
        }
    }
}
