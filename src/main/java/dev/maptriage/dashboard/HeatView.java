package dev.maptriage.dashboard;

import dev.maptriage.incident.Overview;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.web.util.UriComponentsBuilder;

/// When services crash: a row for each, a cell for each hour of the day.
///
/// @param hours heads of the columns
record HeatView(List<String> hours, List<Row> rows) {
    private static final int HEATS = 6;

    /// @param href issues of the service
    record Row(String service, String href, String sum, List<Cell> cells) {}

    /// @param text  the count; empty for none
    /// @param heat  `h0` for none up to `h6`
    /// @param title what it says in words
    record Cell(String text, String heat, String title) {}

    static HeatView of(List<Overview.ServiceHours> services, PageWords words) {
        List<String> hours = new ArrayList<>();
        for (int hour = 0; hour < 24; hour++) {
            hours.add(String.format(Locale.ROOT, "%02d", hour));
        }
        long most = services.stream().flatMap(service -> service.perHour().stream()).mapToLong(Long::longValue).max()
                .orElse(0);
        List<Row> rows = new ArrayList<>();
        for (Overview.ServiceHours service : services) {
            String name = service.service().isEmpty() ? words.text("heat.none") : service.service();
            List<Cell> cells = new ArrayList<>();
            for (int hour = 0; hour < 24; hour++) {
                long count = service.perHour().get(hour);
                cells.add(new Cell(count == 0 ? "" : words.brief(count), "h" + heat(count, most),
                        words.text("heat.cell", name, hours.get(hour), count)));
            }
            rows.add(new Row(name, service.service().isEmpty()
                    ? "/issues"
                    : UriComponentsBuilder.fromPath("/issues").queryParam("service", "{s}").encode()
                            .buildAndExpand(service.service()).toUriString(),
                    words.count(service.sum()), List.copyOf(cells)));
        }
        return new HeatView(List.copyOf(hours), List.copyOf(rows));
    }

    /// The root keeps small counts visible beside large ones.
    private static int heat(long count, long most) {
        return count == 0 ? 0 : Math.clamp((int) Math.ceil(HEATS * Math.sqrt((double) count / most)), 1, HEATS);
    }
}
