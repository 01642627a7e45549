package dev.maptriage.incident;

import dev.maptriage.diagnosis.CodePoint;
import dev.maptriage.diagnosis.Diagnosis;
import java.util.Locale;

/// The one line an issue is known by. The runtime's message is not translated, and neither is this.
final class IssueTitle {
    private IssueTitle() {}

    /// `concurrent map writes in cart.(*Store).Put`
    static String of(Diagnosis diagnosis) {
        String message = diagnosis.message().lines().findFirst().orElse("").strip();
        String what = message.isEmpty() ? words(diagnosis.kind()) : message;
        CodePoint culprit = diagnosis.culprit();
        return culprit == null ? what : what + " in " + shortName(culprit.function());
    }

    private static String words(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// A function from its package's last name on: `cart.(*Store).Put` of `example.com/shop/cart.(*Store).Put`. Slashes
    /// inside type arguments do not count.
    static String shortName(String function) {
        int arguments = function.indexOf('[');
        int slash = function.lastIndexOf('/', arguments < 0 ? function.length() : arguments);
        return function.substring(slash + 1);
    }
}
