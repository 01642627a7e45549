package dev.maptriage.dashboard;

import dev.maptriage.simulation.LabParameter;
import dev.maptriage.simulation.LabRefusal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.NumberFormat;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Figures of the laboratories as a person reads them.
record LabWords(PageWords words) {
    private static final JsonMapper JSON = new JsonMapper();

    String text(String key, Object... args) {
        return words.text("labs." + key, args);
    }

    String nanos(double nanos) {
        return seconds(nanos / 1e9);
    }

    /// Three digits that count, in the unit that fits.
    String seconds(double seconds) {
        double s = Math.abs(seconds);
        if (s == 0) {
            return text("unit.ns", "0");
        }
        if (s < 1e-6) {
            return text("unit.ns", digits(seconds * 1e9));
        }
        if (s < 1e-3) {
            return text("unit.us", digits(seconds * 1e6));
        }
        if (s < 1) {
            return text("unit.ms", digits(seconds * 1e3));
        }
        if (s < 120) {
            return text("unit.s", digits(seconds));
        }
        if (s < 7_200) {
            return text("unit.min", digits(seconds / 60));
        }
        if (s < 172_800) {
            return text("unit.h", digits(seconds / 3_600));
        }
        return s < 3.2e7 ? text("unit.d", digits(seconds / 86_400)) : text("unit.y", digits(seconds / 31_557_600));
    }

    /// Three digits that count.
    String digits(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return "0";
        }
        NumberFormat format = NumberFormat.getInstance(words.locale());
        format.setMaximumFractionDigits(6);
        return format.format(new BigDecimal(value).round(new MathContext(3)));
    }

    /// A share as percentage; small ones are not rounded to nothing.
    String share(double share) {
        return text("unit.percent", share > 0.9 && share < 1 ? nines(share) : digits(share * 100));
    }

    private String nines(double share) {
        NumberFormat format = NumberFormat.getInstance(words.locale());
        format.setMaximumFractionDigits(2);
        return format.format(Math.floor(share * 10_000) / 100);
    }

    String count(long number) {
        return words.count(number);
    }

    String bytes(long bytes) {
        if (bytes < 10_240) {
            return text("unit.bytes", count(bytes));
        }
        return bytes < 10_485_760
                ? text("unit.kib", digits(bytes / 1024.0))
                : text("unit.mib", digits(bytes / 1_048_576.0));
    }

    List<LabView.Field> fields(List<LabParameter> parameters, Map<String, String> given) {
        return parameters.stream().map(p -> field(p, given.getOrDefault(p.name(), p.fallback()))).toList();
    }

    private LabView.Field field(LabParameter p, String value) {
        String label = text("field." + p.name());
        return switch (p.kind()) {
            case CHOICE -> new LabView.Field(p.name(), label, value, null, null, null, p.choices().stream()
                    .map(c -> new LabView.Choice(c, choice(p.name(), c), c.equalsIgnoreCase(value))).toList());
            case WHOLE -> new LabView.Field(p.name(), label, value, plain(p.min()), plain(p.max()), "1", List.of());
            case NUMBER -> new LabView.Field(p.name(), label, value, plain(p.min()), plain(p.max()), "any", List.of());
        };
    }

    private String choice(String name, String value) {
        return name.equals("goVersion") ? text("go", value) : text("choice." + value);
    }

    private static String plain(double value) {
        return new BigDecimal(value).round(new MathContext(12)).stripTrailingZeros().toPlainString();
    }

    /// The settings that are not the defaults, as JSON.
    String settings(List<LabParameter> parameters, Map<String, String> given) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (LabParameter p : parameters) {
            String value = given.getOrDefault(p.name(), "").strip();
            if (!value.isEmpty() && !value.equals(p.fallback())) {
                settings.put(p.name(), p.kind() == LabParameter.Kind.CHOICE ? value : number(value));
            }
        }
        return JSON.writeValueAsString(settings);
    }

    /// What is no number is shown as it is; the form says what is wrong with it.
    private static Object number(String value) {
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            return value;
        }
    }

    ProblemView problem(LabRefusal refusal) {
        return new ProblemView(text("problem"), detail(refusal, refusal.parameter()));
    }

    private String detail(LabRefusal refusal, @Nullable LabParameter parameter) {
        if (parameter == null) {
            return text("problem.unknown", refusal.field());
        }
        String name = text("field." + refusal.field());
        return parameter.kind() == LabParameter.Kind.CHOICE
                ? text("problem.choice", name, refusal.value(), String.join(", ", parameter.choices()))
                : text("problem.range", name, refusal.value(), parameter.least(), parameter.most());
    }

    LabView.Table table(String captionKey, List<String> headKeys, List<List<String>> rows) {
        return table(text(captionKey), headKeys, rows, 1);
    }

    LabView.Table table(String caption, List<String> headKeys, List<List<String>> rows, int wordColumns) {
        return new LabView.Table(caption, headKeys.stream().map(key -> text("head." + key)).toList(), rows,
                wordColumns);
    }

    List<String> row(String... cells) {
        return Arrays.asList(cells);
    }
}
