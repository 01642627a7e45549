package dev.maptriage.access;

import dev.maptriage.incident.Slice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Access", description = "Who may come in, and what they did.")
class AuditController {
    private final AuditLog audit;

    AuditController(AuditLog audit) {
        this.audit = audit;
    }

    @GetMapping
    @Operation(summary = "Read who did what", description = "Newest first, logins and refusals among them. Refusals of one kind"
            + " from one address are written once a minute. `size` is 1 to 200, larger is capped.")
    Slice<AuditEntry> list(@ParameterObject AuditQuery query) {
        return audit.list(query);
    }
}
