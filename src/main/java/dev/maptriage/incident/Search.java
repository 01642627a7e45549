package dev.maptriage.incident;

import dev.maptriage.diagnosis.Category;
import dev.maptriage.diagnosis.FunctionName;
import dev.maptriage.diagnosis.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What stands in the search box, taken apart: words, and fields with values.
///
/// ```text
/// kind:READ_WRITE service:cart,shop -environment:dev is:regressed age:<7d put "concurrent map"
/// ```
///
/// All parts must fit; of several values behind one field one must. A minus sign turns a part round. Words are beginnings of
/// words unless they are quoted.
///
/// @param terms in the order of the text
record Search(List<Term> terms) {
    static final Search NOTHING = new Search(List.of());
    private static final int MAX_TERMS = 20;
    private static final Pattern PART = Pattern
            .compile("(-)?(?:([A-Za-z]+):(?!//))?(\"[^\"]*\"?|\\S*)");
    private static final Pattern BACK = Pattern.compile("(\\d{1,6})([smhdw])");
    private static final Pattern AGE = Pattern.compile("(<=?|>=?)?(\\d{1,6}[smhdw])");

    Search {
        terms = List.copyOf(terms);
    }

    /// One part.
    ///
    /// @param field  null for words
    /// @param values as the field keeps them; one of them must fit
    /// @param exact  whether words must be whole
    /// @param time   the moment that a time stands for; null for other fields
    record Term(@Nullable Field field, List<String> values, boolean exact, boolean negated, @Nullable Instant time) {
        Term {
            values = List.copyOf(values);
        }

        /// The words that must all be there.
        List<TextIndex.Word> words() {
            return values.stream().map(value -> new TextIndex.Word(value, !exact)).toList();
        }
    }

    /// The fields and their names.
    enum Field {
        CATEGORY("category"),
        KIND("kind"),
        STATUS("status"),
        IS("is"),
        SERVICE("service"),
        ENVIRONMENT("environment", "env"),
        RELEASE("release"),
        ASSIGNEE("assignee", "owner"),
        FUNCTION("function", "func"),
        MODULE("module", "package"),
        FILE("file"),
        SINCE("since"),
        UNTIL("until"),
        AGE("age");

        private final String label;
        private final String shorter;

        Field(String label) {
            this(label, label);
        }

        Field(String label, String shorter) {
            this.label = label;
            this.shorter = shorter;
        }

        static Optional<Field> of(String name) {
            return Arrays.stream(values())
                    .filter(field -> field.label.equalsIgnoreCase(name) || field.shorter.equalsIgnoreCase(name))
                    .findFirst();
        }

        String label() {
            return label;
        }

        /// The mark of its tokens; null for fields with a column of their own.
        @Nullable
        String mark() {
            return switch (this) {
                case FUNCTION -> SearchTokens.FUNCTION;
                case MODULE -> SearchTokens.MODULE;
                case FILE -> SearchTokens.FILE;
                default -> null;
            };
        }
    }

    /// What `is:` may say beside a status.
    static final List<String> IS = List.of("regressed", "assigned", "unassigned", "open", "acknowledged", "resolved",
            "ignored");

    /// Reads a query.
    ///
    /// @throws Problem when it names a field or a value that does not exist, with those that do
    static Search parse(@Nullable String query, Instant now) {
        if (query == null || query.isBlank()) {
            return NOTHING;
        }
        List<Term> terms = new ArrayList<>();
        Matcher parts = PART.matcher(query.strip().replace("\0", ""));
        int at = 0;
        String text = query.strip().replace("\0", "");
        while (at < text.length() && terms.size() < MAX_TERMS) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            parts.region(at, text.length());
            if (!parts.lookingAt()) {
                break;
            }
            at = Math.max(at + 1, parts.end());
            term(parts, now).ifPresent(terms::add);
        }
        return new Search(terms);
    }

    private static Optional<Term> term(Matcher part, Instant now) {
        boolean negated = part.group(1) != null;
        String name = part.group(2);
        String raw = part.group(3);
        boolean quoted = raw.startsWith("\"");
        String value = (quoted ? raw.replace("\"", " ") : raw).strip();
        if (name != null && !value.isEmpty()) {
            Field field = Field.of(name).orElseThrow(() -> Problem.badRequest("problem.search-field", name,
                    Columns.text(value, 60)).with("field", name).with("accepted", names()));
            return Optional.of(term(field, value, quoted, negated, now));
        }
        List<String> words = SearchTokens.words(name == null ? value : name);
        return words.isEmpty() ? Optional.empty() : Optional.of(new Term(null, words, quoted, negated, null));
    }

    private static List<String> names() {
        return Arrays.stream(Field.values()).map(Field::label).toList();
    }

    private static Term term(Field field, String value, boolean quoted, boolean negated, Instant now) {
        List<String> values = quoted
                ? List.of(value)
                : Arrays.stream(value.split(",", -1)).map(String::strip).filter(one -> !one.isEmpty()).toList();
        return switch (field) {
            case CATEGORY -> new Term(field, constants(field, values, Category.values()), true, negated, null);
            case KIND -> new Term(field, constants(field, values, Kind.values()), true, negated, null);
            case STATUS -> new Term(field, constants(field, values, Issue.Status.values()), true, negated, null);
            case IS -> new Term(field, flags(values), true, negated, null);
            case SINCE, UNTIL -> new Term(field, List.of(value), true, negated, time(field, value, now));
            case AGE -> age(value, negated, now);
            case FUNCTION, MODULE, FILE -> new Term(field, values.stream().map(one -> name(field, one)).toList(),
                    !value.endsWith("*"), negated, null);
            default -> new Term(field, values, true, negated, null);
        };
    }

    private static String name(Field field, String value) {
        String plain = value.endsWith("*") ? value.substring(0, value.length() - 1) : value;
        return SearchTokens.cut(field.mark() + FunctionName.withoutTypeArguments(plain).toLowerCase(Locale.ROOT));
    }

    private static List<String> constants(Field field, List<String> values, Enum<?>[] known) {
        List<String> names = Arrays.stream(known).map(Enum::name).toList();
        return values.stream().map(value -> {
            String name = value.toUpperCase(Locale.ROOT).replace('-', '_');
            if (!names.contains(name)) {
                throw value(field, value, names);
            }
            return name;
        }).toList();
    }

    private static List<String> flags(List<String> values) {
        return values.stream().map(value -> {
            String flag = value.toLowerCase(Locale.ROOT);
            if (!IS.contains(flag)) {
                throw value(Field.IS, value, IS);
            }
            return flag;
        }).toList();
    }

    private static Problem value(Field field, String value, List<String> accepted) {
        return Problem.badRequest("problem.search-value", field.label(), Columns.text(value, 60),
                String.join(", ", accepted)).with("field", field.label()).with("accepted", accepted);
    }

    /// `age:<7d` is younger than seven days, which is since a week ago; `age:>30d` is older.
    private static Term age(String value, boolean negated, Instant now) {
        Matcher age = AGE.matcher(value);
        if (!age.matches()) {
            throw Problem.badRequest("problem.search-age", Columns.text(value, 60)).with("field", "age");
        }
        boolean older = age.group(1) != null && age.group(1).startsWith(">");
        return new Term(Field.AGE, List.of(older ? ">" : "<"), true, negated, time(Field.AGE, age.group(2), now));
    }

    /// A time, a day, or a length of time before now: `2026-11-23T10:00:00Z`, `2026-11-23`, `7d`.
    private static Instant time(Field field, String value, Instant now) {
        Matcher back = BACK.matcher(value);
        if (back.matches()) {
            long many = Long.parseLong(back.group(1));
            return now.minus(switch (back.group(2)) {
                case "s" -> Duration.ofSeconds(many);
                case "m" -> Duration.ofMinutes(many);
                case "h" -> Duration.ofHours(many);
                case "d" -> Duration.ofDays(many);
                default -> Duration.ofDays(7 * many);
            });
        }
        try {
            return value.length() <= 10
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(value.toUpperCase(Locale.ROOT)).toInstant();
        } catch (DateTimeException e) {
            throw Problem.badRequest("problem.search-time", field.label(), Columns.text(value, 60)).with("field",
                    field.label());
        }
    }
}
