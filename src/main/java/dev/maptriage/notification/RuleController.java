package dev.maptriage.notification;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.maptriage.diagnosis.Category;
import dev.maptriage.incident.IssueHistory;
import dev.maptriage.incident.Problem;
import dev.maptriage.incident.Slice;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api/v1/rules", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Notifications", description = "Who is told of what, and what became of it.")
class RuleController {
    private final Rules rules;
    private final Notifications notifications;
    private final JsonMapper json;

    RuleController(Rules rules, Notifications notifications, JsonMapper json) {
        this.rules = rules;
        this.notifications = notifications;
        this.json = json;
    }

    /// A rule as it is answered.
    ///
    /// @param target addresses of the web without what may be secret in them
    /// @param secret only in the answer that makes it
    @Schema(name = "NotificationRule")
    record RuleResponse(UUID id, String name, boolean enabled, List<Cause> causes, @Nullable Category category,
            @Nullable String service, @Nullable String environment, int spikeCount, int spikeMinutes, Channel channel,
            String target, String language, int cooldownMinutes, int hourlyCap, @Nullable String problem,
            String createdBy, Instant createdAt, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {

        static RuleResponse of(NotificationRule rule, @Nullable String secret) {
            return new RuleResponse(rule.id(), rule.name(), rule.enabled(), rule.causes().stream().sorted().toList(),
                    rule.category(), rule.service(), rule.environment(), rule.spikeCount(), rule.spikeMinutes(),
                    rule.channel(), rule.shownTarget(), rule.language(), rule.cooldownMinutes(), rule.hourlyCap(),
                    rule.problem(), rule.createdBy(), rule.createdAt(), secret);
        }
    }

    @GetMapping
    @Operation(summary = "List notification rules", description = "By name.")
    Slice<RuleResponse> list() {
        return new Slice<>(rules.list().stream().map(rule -> RuleResponse.of(rule, null)).toList(), null);
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a notification rule")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such rule")
    RuleResponse read(@PathVariable UUID id) {
        return RuleResponse.of(rules.find(id).orElseThrow(() -> notFound(id)), null);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Make a notification rule", description = "Channels: `WEBHOOK` (Standard Webhooks: the answer holds the"
            + " secret it signs with, this once), `SLACK` (also Mattermost, Rocket.Chat, Discord), `EMAIL`. A spike is"
            + " `spikeCount` incidents of one issue within `spikeMinutes`. An issue that was told of rests for"
            + " `cooldownMinutes`; a rule tells `hourlyCap` times an hour at most.")
    @RequestBody(content = @Content(mediaType = "application/json", examples = @ExampleObject("""
            {"name": "On call", "causes": ["NEW", "REGRESSED", "SPIKE"], "environment": "prod",
             "spikeCount": 50, "spikeMinutes": 10, "channel": "WEBHOOK", "target": "https://hooks.example.com/maptriage",
             "cooldownMinutes": 60, "hourlyCap": 20, "language": "en"}""")))
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "400", description = "Something does not fit; \"parameter\" names it")
    @ApiResponse(responseCode = "409", description = "There is a rule of this name")
    RuleResponse create(@org.springframework.web.bind.annotation.RequestBody byte[] body, @Nullable Principal who) {
        Rules.Keyed made = rules.create(draft(body), IssueHistory.actor(who));
        return RuleResponse.of(made.rule(), made.secret());
    }

    @PatchMapping(path = "/{id}", consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    @Operation(summary = "Change a notification rule", description = "A merge patch: what is not named stays.")
    @RequestBody(content = @Content(mediaType = "application/json", examples = @ExampleObject("""
            {"enabled": false}""")))
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such rule")
    RuleResponse change(@PathVariable UUID id, @org.springframework.web.bind.annotation.RequestBody byte[] body) {
        Rules.Keyed changed = rules.change(id, draft(body));
        return RuleResponse.of(changed.rule(), changed.secret());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Delete a notification rule", description = "Its log goes with it.")
    @ApiResponse(responseCode = "204", description = "Deleted")
    @ApiResponse(responseCode = "404", description = "No such rule")
    void delete(@PathVariable UUID id) {
        if (!rules.delete(id)) {
            throw notFound(id);
        }
    }

    @PostMapping("/{id}/secret")
    @Operation(summary = "Make a new key of a webhook", description = "Both keys sign for a day, so that the receiver can change over.")
    @ApiResponse(responseCode = "200", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "409", description = "The rule signs nothing")
    RuleResponse renew(@PathVariable UUID id) {
        Rules.Keyed renewed = rules.renewSecret(id);
        return RuleResponse.of(renewed.rule(), renewed.secret());
    }

    @PostMapping("/{id}/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send a test by a rule", description = "The log says what became of it.")
    @ApiResponse(responseCode = "202", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "404", description = "No such rule")
    Notification test(@PathVariable UUID id) {
        return notifications.test(id);
    }

    private RuleDraft draft(byte[] body) {
        try {
            JsonNode node = json.readTree(body);
            if (node != null && node.isObject()) {
                return RuleJson.draft(node);
            }
        } catch (JacksonException notJson) {
            // Falls through to the one answer for all that is no object.
        }
        throw new Problem(HttpStatus.BAD_REQUEST, "problem.no-object");
    }

    private static Problem notFound(UUID id) {
        return new Problem(HttpStatus.NOT_FOUND, "problem.rule-not-found", id);
    }
}
