package dev.maptriage.dashboard;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Runs a class with the Chromium of the system. Without one it is skipped, and says so, before anything expensive starts; in
/// CI it fails, since a test that is silently skipped there protects nobody.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithChromium.Condition.class)
@interface WithChromium {

    /// Looks for the browser.
    final class Condition implements ExecutionCondition {

        static Optional<Path> chromium() {
            return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").map(Path::of)
                    .filter(Files::isExecutable).findFirst();
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (chromium().isPresent()) {
                return ConditionEvaluationResult.enabled("Chromium is there");
            }
            String reason = "needs Chromium, for example: apt-get install chromium";
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(context.getDisplayName() + " " + reason);
            }
            System.out.println(context.getDisplayName() + " is skipped: it " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
