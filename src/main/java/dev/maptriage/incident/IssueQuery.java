package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which issues to list; null and blank mean "any". Bindable from request parameters of the same names.
///
/// @param q      words that message, functions or files must all hold, in any order and case
/// @param sort   [Sort#LAST_SEEN] when null
/// @param cursor [Slice#next] of the page before, of the same sort
public record IssueQuery(Issue.@Nullable Status status, @Nullable Category category, @Nullable String service,
        @Nullable String q, @Nullable Sort sort, @Nullable PageSize size, @Nullable String cursor) {

    public static final IssueQuery ALL = new IssueQuery(null, null, null, null, null, null, null);

    /// Order of the list, always largest or latest first.
    public record Sort(By by) {
        public static final Sort LAST_SEEN = new Sort(By.LAST_SEEN);
        public static final Sort FIRST_SEEN = new Sort(By.FIRST_SEEN);
        public static final Sort COUNT = new Sort(By.COUNT);

        /// What to sort by.
        public enum By {
            LAST_SEEN,
            FIRST_SEEN,
            COUNT
        }

        /// Reads `lastSeen`, `firstSeen` or `count`.
        ///
        /// @throws IllegalArgumentException for anything else
        public static Sort valueOf(String text) {
            return switch (text.strip().toLowerCase(Locale.ROOT)) {
                case "", "lastseen", "last_seen" -> LAST_SEEN;
                case "firstseen", "first_seen" -> FIRST_SEEN;
                case "count" -> COUNT;
                default -> throw new IllegalArgumentException("lastSeen, firstSeen or count");
            };
        }
    }
}
