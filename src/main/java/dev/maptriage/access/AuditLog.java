package dev.maptriage.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.maptriage.access.AuditEntry.Action;
import dev.maptriage.incident.Cursor;
import dev.maptriage.incident.Ids;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.PageSize;
import dev.maptriage.incident.Slice;
import jakarta.servlet.http.HttpServletRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// Keeps who did what, and who was sent away. An entry is written in the transaction of what it tells of, where there is one.
@Component
public class AuditLog {
    /// Who is sent away without having shown who it is.
    static final String NOBODY = "nobody";
    /// On a request whose deed is in the log in words of its own.
    static final String WRITTEN = AuditLog.class.getName() + ".WRITTEN";
    private static final char CURSOR = 'a';
    private static final int LONGEST_SUBJECT = 1_000;
    private static final int LONGEST_ADDRESS = 64;
    /// Refusals of one kind and address in a minute are one entry: knocking a thousand times a second must not fill a disk.
    private static final Duration SAME = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Cache<String, Boolean> refused = Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(SAME)
            .build();

    AuditLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /// Writes what the holder of the current request has done.
    public void add(Action action, String subject) {
        HttpServletRequest request = request();
        if (request != null) {
            request.setAttribute(WRITTEN, true);
        }
        write(request == null ? IssueHistory.ITSELF : actor(), address(request), action, subject);
    }

    /// Writes what somebody has done whose request is over, or what happened by itself.
    public void add(Action action, String actor, String subject) {
        write(actor, null, action, subject);
    }

    /// Writes that somebody was sent away, unless it was written a moment ago.
    void refused(Action action, HttpServletRequest request, String subject) {
        String address = request.getRemoteAddr();
        if (refused.asMap().putIfAbsent(action + " " + address, true) == null) {
            Authentication holder = SecurityContextHolder.getContext().getAuthentication();
            try {
                write(isSomebody(holder) ? actor() : NOBODY, address(request), action, subject);
            } catch (DataAccessException | TransactionException e) {
                log.warn("A refusal could not be written into the log", e);
            }
        }
    }

    private static boolean isSomebody(@Nullable Authentication holder) {
        return holder != null && !(holder instanceof AnonymousAuthenticationToken);
    }

    private static String actor() {
        Authentication holder = SecurityContextHolder.getContext().getAuthentication();
        return IssueHistory.actor(isSomebody(holder) ? holder : null);
    }

    private static @Nullable HttpServletRequest request() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? attributes.getRequest()
                : null;
    }

    private static @Nullable String address(@Nullable HttpServletRequest request) {
        String address = request == null ? null : request.getRemoteAddr();
        return address == null ? null : cut(address, LONGEST_ADDRESS);
    }

    private void write(String actor, @Nullable String address, Action action, String subject) {
        jdbc.sql("insert into audit_entry (id, happened_at, actor, address, action, subject)"
                + " values (:id, :at, :actor, :address, :action, :subject)").param("id", Ids.next())
                .param("at", stamp(clock.instant())).param("actor", actor)
                .param("address", address, Types.VARCHAR).param("action", action.name())
                .param("subject", cut(subject, LONGEST_SUBJECT)).update();
    }

    /// Control characters could end a line where the log is printed.
    private static String cut(String text, int most) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= most ? plain : plain.substring(0, most - 1) + "…";
    }

    /// Newest first.
    ///
    /// @throws dev.maptriage.incident.Problem when the cursor is none
    public Slice<AuditEntry> list(AuditQuery query) {
        int size = (query.size() == null ? PageSize.DEFAULT : query.size()).value();
        StringBuilder sql = new StringBuilder("select * from audit_entry where 1 = 1");
        Map<String, Object> params = new HashMap<>();
        if (query.action() != null) {
            sql.append(" and action = :action");
            params.put("action", query.action().name());
        }
        if (query.actor() != null && !query.actor().isBlank()) {
            sql.append(" and actor = :actor");
            params.put("actor", query.actor().strip());
        }
        if (query.since() != null) {
            sql.append(" and happened_at >= :since");
            params.put("since", stamp(query.since()));
        }
        if (query.until() != null) {
            sql.append(" and happened_at < :until");
            params.put("until", stamp(query.until()));
        }
        if (query.cursor() != null && !query.cursor().isBlank()) {
            sql.append(" and id < :before");
            params.put("before", Cursor.parse(query.cursor(), CURSOR).id());
        }
        sql.append(" order by id desc fetch first ").append(size + 1).append(" rows only");
        List<AuditEntry> found = jdbc.sql(sql.toString()).params(params).query(AuditLog::entry).list();
        String next = found.size() > size ? new Cursor(CURSOR, 0, found.get(size - 1).id()).toString() : null;
        return new Slice<>(found.subList(0, Math.min(size, found.size())), next);
    }

    private static AuditEntry entry(ResultSet row, int n) throws SQLException {
        return new AuditEntry(row.getObject("id", UUID.class),
                row.getObject("happened_at", OffsetDateTime.class).toInstant(), row.getString("actor"),
                row.getString("address"), Action.valueOf(row.getString("action")), row.getString("subject"));
    }

    /// Forgets entries of long ago.
    ///
    /// @return how many, at most `most`
    int prune(Instant before, int most) {
        return jdbc.sql("delete from audit_entry where id in (select id from audit_entry where id < :before order by id"
                + " fetch first " + most + " rows only)").param("before", Ids.earliest(before)).update();
    }

    private static OffsetDateTime stamp(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
