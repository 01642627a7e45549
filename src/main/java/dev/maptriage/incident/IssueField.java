package dev.maptriage.incident;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What can be decided about an issue. Values go as text, so that history can keep any of them and give it back.
///
/// The order is the one in which a patch is applied: the status first, because a new status clears what belonged to the
/// old one.
public enum IssueField {
    STATUS("status") {
        @Override
        @Nullable
        String read(IssueEntity issue) {
            return issue.status.name();
        }

        @Override
        void write(IssueEntity issue, @Nullable String value) {
            issue.status = value == null ? Issue.Status.OPEN : Issue.Status.valueOf(value);
        }

        @Override
        Optional<String> check(@Nullable String value, IssueEntity issue, Instant now) {
            String name = value == null ? "" : value.strip().toUpperCase(Locale.ROOT);
            List<String> accepted = Arrays.stream(Issue.Status.values()).map(Enum::name).toList();
            if (!accepted.contains(name)) {
                throw refuse(value).with("accepted", accepted);
            }
            return Optional.of(name);
        }
    },
    REGRESSED("regressed") {
        @Override
        String read(IssueEntity issue) {
            return Boolean.toString(issue.regressed);
        }

        @Override
        void write(IssueEntity issue, @Nullable String value) {
            issue.regressed = Boolean.parseBoolean(value);
        }
    },
    RESOLVED_IN("resolvedIn") {
        @Override
        @Nullable
        String read(IssueEntity issue) {
            return issue.resolvedIn;
        }

        @Override
        void write(IssueEntity issue, @Nullable String value) {
            issue.resolvedIn = value;
        }

        @Override
        Optional<String> check(@Nullable String value, IssueEntity issue, Instant now) {
            return words(value, SourceLabels.MAX_LENGTH);
        }
    },
    IGNORE_UNTIL("ignoreUntil") {
        @Override
        @Nullable
        String read(IssueEntity issue) {
            return issue.ignoreUntil == null ? null : issue.ignoreUntil.toString();
        }

        @Override
        void write(IssueEntity issue, @Nullable String value) {
            issue.ignoreUntil = value == null ? null : Instant.parse(value);
        }

        @Override
        Optional<String> check(@Nullable String value, IssueEntity issue, Instant now) {
            if (value == null || value.isBlank()) {
                return Optional.empty();
            }
            Instant until = time(value.strip());
            if (!until.isAfter(now)) {
                throw Problem.badRequest("problem.ignore-past", value).with(PARAMETER, member());
            }
            return Optional.of(String.valueOf(Columns.time(until)));
        }

        private Instant time(String value) {
            try {
                return DateTimeFormatter.ISO_DATE_TIME.parse(value, OffsetDateTime::from).toInstant();
            } catch (DateTimeParseException e) {
                throw refuse(value);
            }
        }
    },
    IGNORE_UNTIL_COUNT("ignoreUntilCount") {
        @Override
        @Nullable
        String read(IssueEntity issue) {
            return issue.ignoreUntilCount == null ? null : issue.ignoreUntilCount.toString();
        }

        @Override
        void write(IssueEntity issue, @Nullable String value) {
            issue.ignoreUntilCount = value == null ? null : Long.valueOf(value);
        }

        @Override
        Optional<String> check(@Nullable String value, IssueEntity issue, Instant now) {
            if (value == null || value.isBlank()) {
                return Optional.empty();
            }
            if (!value.strip().matches("\\d{1,15}")) {
                throw refuse(value);
            }
            if (Long.parseLong(value.strip()) <= issue.incidentCount) {
                throw Problem.badRequest("problem.ignore-count", value, issue.incidentCount).with(PARAMETER, member());
            }
            return Optional.of(value.strip());
        }
    },
    ASSIGNEE("assignee") {
        @Override
        @Nullable
        String read(IssueEntity issue) {
            return issue.assignee;
        }

        @Override
        void write(IssueEntity issue, @Nullable String value) {
            issue.assignee = value;
        }

        @Override
        Optional<String> check(@Nullable String value, IssueEntity issue, Instant now) {
            return words(value, SourceLabels.MAX_LENGTH);
        }
    },
    NOTE("note") {
        @Override
        @Nullable
        String read(IssueEntity issue) {
            return issue.note;
        }

        @Override
        void write(IssueEntity issue, @Nullable String value) {
            issue.note = value;
        }

        @Override
        Optional<String> check(@Nullable String value, IssueEntity issue, Instant now) {
            return words(value, MAX_NOTE);
        }
    };

    private static final int MAX_NOTE = 4_000;
    private static final String PARAMETER = "parameter";

    private final String member;

    IssueField(String member) {
        this.member = member;
    }

    /// Its name in JSON and in history.
    public String member() {
        return member;
    }

    static Optional<IssueField> of(@Nullable String member) {
        return Arrays.stream(values()).filter(field -> field.member.equals(member)).findFirst();
    }

    /// The fields that a patch may name.
    static List<String> patchable() {
        return Arrays.stream(values()).filter(field -> field != REGRESSED).map(IssueField::member).toList();
    }

    abstract @Nullable String read(IssueEntity issue);

    abstract void write(IssueEntity issue, @Nullable String value);

    /// Brings a value from outside into the form in which it is kept.
    ///
    /// @throws Problem when it is none for this field
    Optional<String> check(@Nullable String value, IssueEntity issue, Instant now) {
        throw refuse(value);
    }

    Problem refuse(@Nullable String value) {
        return Problem.badRequest("problem.issue-field", member, value == null ? "null" : Columns.text(value, 100))
                .with(PARAMETER, member);
    }

    Optional<String> words(@Nullable String value, int max) {
        if (value != null && value.strip().length() > max) {
            throw Problem.badRequest("problem.issue-too-long", member, max).with(PARAMETER, member).with("limit", max);
        }
        return Optional.ofNullable(Columns.label(value, max));
    }
}
