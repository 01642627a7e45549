package dev.maptriage.dashboard;

import dev.maptriage.incident.Incidents;
import dev.maptriage.incident.Slice;
import dev.maptriage.intake.collector.Capture;
import dev.maptriage.intake.collector.Deliveries;
import dev.maptriage.intake.collector.Delivery;
import dev.maptriage.intake.collector.DeliveryQuery;
import dev.maptriage.intake.collector.DeliveryState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/// `/deliveries`: what collectors sent, and what has become of it.
@Controller
class DeliveryPages {
    private static final int SHOWN_LINES = 200;

    private final Deliveries deliveries;
    private final Incidents incidents;

    DeliveryPages(Deliveries deliveries, Incidents incidents) {
        this.deliveries = deliveries;
        this.incidents = incidents;
    }

    @GetMapping("/deliveries")
    @Transactional(readOnly = true)
    String list(DeliveryQuery query, Model model, PageWords words) {
        Slice<Delivery> found = deliveries.list(query);
        List<String> sources = deliveries.sources();
        List<DeliveryRow> rows = found.items().stream().map(delivery -> row(delivery, words)).toList();
        model.addAttribute("view", new DeliveryListView(sources.isEmpty(), states(query, words),
                sources(query, sources, words), rows, found.next() == null
                        ? null
                        : link(query.source(), query.state(), found.next())));
        return "deliveries/list";
    }

    @GetMapping("/deliveries/{id}")
    @Transactional(readOnly = true)
    String delivery(@PathVariable UUID id, @RequestParam(required = false) @Nullable String again, Model model,
            PageWords words) {
        Delivery delivery = deliveries.find(id).orElseThrow(NoSuchPageException::new);
        model.addAttribute("view", view(delivery, deliveries.captures(id), again != null, words));
        return "deliveries/delivery";
    }

    @PostMapping("/deliveries/{id}/replay")
    String replay(@PathVariable UUID id) {
        return deliveries.replay(id).map(delivery -> "redirect:/deliveries/" + delivery.id() + "?again")
                .orElseThrow(NoSuchPageException::new);
    }

    private static DeliveryRow row(Delivery delivery, PageWords words) {
        return new DeliveryRow(delivery.id().toString(), title(delivery, words), delivery.senderId(),
                joined(delivery.service(), delivery.host()), delivery.error(), state(delivery, words),
                words.text("deliveries.records", delivery.records(), delivery.kept()), words.time(
                        delivery.receivedAt()));
    }

    private static String title(Delivery delivery, PageWords words) {
        return words.text("source." + delivery.source());
    }

    private static DeliveryRow.State state(Delivery delivery, PageWords words) {
        DeliveryState state = delivery.state();
        String look = switch (state) {
            case DONE -> "good";
            case PARKED -> "bad";
            case RECEIVED, RETRYING -> "waits";
            case NOTHING, LINKED -> "plain";
        };
        return new DeliveryRow.State(look, words.text("delivery.state." + state));
    }

    private DeliveryView view(Delivery delivery, List<Capture> captures, boolean again, PageWords words) {
        return new DeliveryView(delivery.id().toString(), title(delivery, words), state(delivery, words),
                words.text("delivery.means." + delivery.state()), delivery.error(), again,
                captures.stream().anyMatch(DeliveryPages::mayBeRead), facts(delivery, words),
                words.time(delivery.receivedAt()), rows(delivery, words),
                delivery.counted() == 0 ? null : words.text("delivery.counted", delivery.counted()),
                delivery.alerts().stream().map(alert -> alert(alert, words)).toList(),
                captures.stream().filter(DeliveryPages::saysMore).map(capture -> text(capture, words)).toList());
    }

    /// What is open goes on by itself, and what was stored stays as it is.
    private static boolean mayBeRead(Capture capture) {
        return switch (capture.state()) {
            case NOTHING, PARKED -> true;
            case READY -> capture.attempts() > 0;
            case OPEN, STORED, COUNTED -> false;
        };
    }

    /// What was stored is better read as the incident.
    private static boolean saysMore(Capture capture) {
        return capture.text() != null || capture.attempts() > 0 || capture.dropped() > 0
                || capture.incidents().isEmpty();
    }

    private static List<IncidentView.Fact> facts(Delivery delivery, PageWords words) {
        List<IncidentView.Fact> facts = new ArrayList<>();
        facts.add(new IncidentView.Fact(words.text("delivery.records"), words.count(delivery.records())));
        facts.add(new IncidentView.Fact(words.text("delivery.kept"), words.count(delivery.kept())));
        facts.add(new IncidentView.Fact(words.text("delivery.size"),
                words.text("labs.unit.bytes", words.count(delivery.bytes()))));
        add(facts, words.text("fact.service"), delivery.service());
        add(facts, words.text("fact.host"), delivery.host());
        add(facts, words.text("delivery.sender"), delivery.senderId());
        return List.copyOf(facts);
    }

    private static void add(List<IncidentView.Fact> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.add(new IncidentView.Fact(name, value));
        }
    }

    private List<IncidentRow> rows(Delivery delivery, PageWords words) {
        return Rows.incidents(delivery.incidents().stream().map(incidents::find).flatMap(Optional::stream).toList(),
                words);
    }

    private static DeliveryView.Alert alert(Delivery.Alert alert, PageWords words) {
        String url = alert.url();
        boolean leads = url != null && (url.startsWith("https://") || url.startsWith("http://"));
        return new DeliveryView.Alert(alert.title(), alert.status(), joined(alert.service(), alert.host()),
                alert.startedAt() == null ? null : words.time(alert.startedAt()), leads ? url : null);
    }

    private static DeliveryView.Text text(Capture capture, PageWords words) {
        String text = capture.text();
        List<String> notes = new ArrayList<>();
        if (capture.attempts() > 0) {
            notes.add(words.text("delivery.attempts", capture.attempts(),
                    Objects.requireNonNullElse(capture.error(), "")));
        }
        if (capture.dropped() > 0) {
            notes.add(words.text("delivery.dropped", capture.dropped()));
        }
        long lines = text == null ? 0 : text.lines().count();
        if (lines > SHOWN_LINES) {
            notes.add(words.text("delivery.lines", SHOWN_LINES, lines));
        }
        return new DeliveryView.Text(words.text("capture.state." + capture.state()), words.time(capture.openedAt()),
                List.copyOf(notes), text == null
                        ? null
                        : text.lines().limit(SHOWN_LINES).collect(Collectors.joining("\n")));
    }

    private static @Nullable String joined(@Nullable String service, @Nullable String host) {
        if (service == null || host == null) {
            return service == null ? host : service;
        }
        return service + " · " + host;
    }

    private static List<ChipView> states(DeliveryQuery query, PageWords words) {
        List<ChipView> chips = new ArrayList<>();
        chips.add(new ChipView(words.text("issues.filter.all"), null, null, link(query.source(), null, null),
                query.state() == null));
        Arrays.stream(DeliveryState.values()).map(state -> new ChipView(words.text("delivery.state." + state), null,
                null, link(query.source(), state, null), query.state() == state)).forEach(chips::add);
        return List.copyOf(chips);
    }

    private static List<ChipView> sources(DeliveryQuery query, List<String> sources, PageWords words) {
        String chosen = query.source() == null || query.source().isBlank() ? null : query.source().strip();
        List<ChipView> chips = new ArrayList<>();
        chips.add(new ChipView(words.text("issues.filter.all"), null, null, link(null, query.state(), null),
                chosen == null));
        sources.forEach(source -> chips.add(new ChipView(words.text("source." + source), null, null,
                link(source, query.state(), null), source.equals(chosen))));
        return List.copyOf(chips);
    }

    /// The query part alone, as in the list of issues.
    private static String link(@Nullable String source, @Nullable DeliveryState state, @Nullable String cursor) {
        UriComponentsBuilder address = UriComponentsBuilder.newInstance();
        add(address, "source", source == null ? null : source.strip());
        add(address, "state", state == null ? null : state.name());
        add(address, "cursor", cursor);
        String query = address.encode().toUriString();
        return query.isEmpty() ? "?" : query;
    }

    private static void add(UriComponentsBuilder address, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            address.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
        }
    }
}
