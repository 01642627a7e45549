package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What log systems, editors and people do to a crash on its way to us, as functions of a text. Nothing here is random:
/// the same text is wrapped in the same way each time.
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
enum Wrap {
    CRI(lines((line, i) -> time(i, 9) + "Z stderr F " + line)),
    CRI_PARTIAL(text -> {
        StringBuilder out = new StringBuilder();
        int i = 0;
        for (String line : split(text)) {
            for (; line.length() > 40; line = line.substring(40)) {
                out.append(time(i, 9)).append("Z stderr P ").append(line, 0, 40).append('\n');
            }
            out.append(time(i++, 9)).append("Z stderr F ").append(line).append('\n');
        }
        return out.toString();
    }),
    CRI_TWO_STREAMS(lines((line, i) -> time(i, 9) + "Z stderr F " + line
            + (i % 3 == 1 ? "\n" + time(i, 9) + "Z stdout F served GET /healthz in 3ms" : ""))),
    DOCKER(
            lines((line, i) -> "{\"log\":" + json(line + "\n") + ",\"stream\":\"stderr\",\"time\":\""
                    + time(i, 9) + "Z\"}")),
    DOCKER_SPLIT(text -> {
        StringBuilder out = new StringBuilder(
                "{\"log\":\"starting\\n\",\"stream\":\"stdout\",\"time\":\"" + time(0, 9)
                        + "Z\"}\n");
        int i = 0;
        for (String line : split(text)) {
            for (; line.length() > 64; line = line.substring(64)) {
                out.append("{\"log\":").append(json(line.substring(0, 64)))
                        .append(",\"stream\":\"stderr\",\"time\":\"")
                        .append(time(i, 9)).append("Z\"}\n");
            }
            out.append("{\"log\":").append(json(line + "\n"))
                    .append(",\"stream\":\"stderr\",\"time\":\"")
                    .append(time(i++, 9)).append("Z\"}\n");
        }
        return out.toString();
    }),
    COMPOSE(lines((line, i) -> "api-1  | " + line)),
    COMPOSE_DOUBLED(
            lines((line, i) -> "web_1    | [00] " + line)),
    COMPOSE_TWO(lines((line,
            i) -> "api-1    | " + line + (i % 2 == 0
                    ? "\nworker-2 | tick " + i
                    : ""))),
    KUBECTL_TIMES(lines(
            (line, i) -> time(i, 9) + "Z " + line)),
    KUBECTL_PREFIX(
            lines((line, i) -> "[pod/api-7c9d5b6f4-x2lqz/api] "
                    + line
                    + (i % 4 == 2
                            ? "\n[pod/api-7c9d5b6f4-k8s2p/api] GET /cart 200"
                            : ""))),
    KUBECTL_BOTH(lines((line,
            i) -> "[pod/api-7c9d5b6f4-x2lqz/api] "
                    + time(i, 9) + "Z "
                    + line)),
    STERN(
            lines((line,
                    i) -> "api-7c9d5b6f4-x2lqz api "
                            + line)),
    JOURNALD(
            lines((line,
                    i) -> "May 14 10:53:2"
                            + i % 10
                            + " node-3 api[4121]: "
                            + line)),
    JOURNALD_ISO(
            lines((line,
                    i) -> time(
                            i,
                            6)
                            + "+0000 node-3 api[4121]: "
                            + line)),
    JOURNALD_JSON(
            lines((line,
                    i) -> "{\"__REALTIME_TIMESTAMP\":\"17157637241240"
                            + (10 + i
                                    % 80)
                            + "\",\"_PID\":\"4121\",\"SYSLOG_IDENTIFIER\":\"api\",\"_HOSTNAME\":\"node-3\",\"MESSAGE\":"
                            + (line.startsWith(
                                    "\t")
                                            ? Arrays.toString(
                                                    line.getBytes(
                                                            UTF_8))
                                            : json(line))
                            + "}")),
    JOURNALD_EXPORT(
            lines((line,
                    i) -> "__CURSOR=s=1;i="
                            + i
                            + "\n__REALTIME_TIMESTAMP=17157637241240"
                            + (10 + i
                                    % 80)
                            + "\n_PID=4121\nSYSLOG_IDENTIFIER=api\n"
                            + exported(
                                    line)
                            + "\n_HOSTNAME=node-3\n")),
    SYSLOG_3164(
            lines((line,
                    i) -> "<11>May  4 10:53:2"
                            + i % 10
                            + " node-3 api: "
                            + line.replace(
                                    "\t",
                                    "#011"))),
    SYSLOG_5424(
            lines((line,
                    i) -> "<11>1 "
                            + time(i,
                                    6)
                            + "Z web-2 api 4121 - [x@1 a=\"b\"] "
                            + line)),
    SYSLOG_ONE_RECORD(
            text -> "<11>1 "
                    + time(1,
                            6)
                    + "Z web-2 api 4121 - - "
                    + text.stripTrailing()
                            .replace(
                                    "\n",
                                    "#012")
                            .replace(
                                    "\t",
                                    "#011")
                    + "\n"),
    GITHUB_ACTIONS(
            text -> "##[group]Run go test ./...\n"
                    + lines((
                            line,
                            i) -> time(
                                    i,
                                    7)
                                    + "Z "
                                    + line)
                            .apply(text)),
    GH_RUN_VIEW(
            lines((line,
                    i) -> "build\tRun tests\t"
                            + time(i,
                                    7)
                            + "Z "
                            + line)),
    LOGCAT(
            lines((line,
                    i) -> "05-14 10:53:20."
                            + (100 + i
                                    % 900)
                            + "  4121  4130 E GoLog   : "
                            + line)),
    LOGCAT_BRIEF(
            lines((line,
                    i) -> "E/GoLog   ( 4121): "
                            + line)),
    KLOG(
            lines((line,
                    i) -> "E0514 09:31:07.4422"
                            + (10 + i
                                    % 80)
                            + "       1 logger.go:79] "
                            + line)),
    KLOG_STACKTRACE(
            text -> "E0514 09:31:07.442211       1 runtime.go:79] \"Observed a panic\" stacktrace=<\n"
                    + lines((
                            line,
                            i) -> "\t"
                                    + line)
                            .apply(text)
                    + " >\n"),
    CLOUDWATCH(
            lines((line,
                    i) -> 1715749130123L
                            + i
                            + "\t"
                            + line)),
    CLOUDWATCH_QUOTED(
            lines((line,
                    i) -> 1715749130123L
                            + i
                            + "\t\""
                            + line
                            + "\"")),
    CLOUDWATCH_TAIL(
            lines((line,
                    i) -> time(
                            i,
                            6)
                            + "+00:00 api/api/0f3c2d1b "
                            + line)),
    CLOUDWATCH_JSON(
            text -> array(
                    "{\"events\":[",
                    text,
                    (line, i) -> "{\"timestamp\":"
                            + (1715749130123L
                                    + i)
                            + ",\"message\":"
                            + json(line)
                            + ",\"ingestionTime\":1}",
                    "]}")),
    GCP(
            text -> array(
                    "[\n",
                    text,
                    (line, i) -> "  {\n    \"insertId\": \"a"
                            + i
                            + "\",\n    \"textPayload\": "
                            + json(line)
                            + ",\n    \"timestamp\": \""
                            + time(i,
                                    9)
                            + "Z\",\n    \"resource\": {\"labels\": {\"pod_name\": \"api-0\"}}\n  }",
                    "\n]")),
    LOKI(
            text -> array(
                    "{\"streams\":[{\"stream\":{\"app\":\"api\"},\"values\":[",
                    text,
                    (line, i) -> "[\"17157491301230000"
                            + (10 + i
                                    % 80)
                            + "\","
                            + json(line)
                            + "]",
                    "]}]}")),
    OTLP(
            text -> array(
                    "{\"resourceLogs\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":"
                            + "{\"stringValue\":\"api\"}}]},\"scopeLogs\":[{\"logRecords\":[",
                    text,
                    (line, i) -> "{\"timeUnixNano\":\"17157491301230000"
                            + (10 + i
                                    % 80)
                            + "\",\"body\":{\"stringValue\":"
                            + json(line)
                            + "}}",
                    "]}]}]}")),
    ELASTIC_NEWEST_FIRST(
            text -> {
                List<String> lines = new ArrayList<>(
                        split(text));
                Collections
                        .reverse(
                                lines);
                return array(
                        "{\"hits\":{\"total\":1,\"hits\":[\n",
                        String.join(
                                "\n",
                                lines)
                                + "\n",
                        (line, i) -> "{\"_id\":\"x"
                                + i
                                + "\",\"_source\":{\"@timestamp\":\""
                                + time(i,
                                        3)
                                + "Z\",\"message\":"
                                + json(line)
                                + "}}\n",
                        "]}}");
            }),
    SLOG_FIELD(
            text -> "{\"time\":\""
                    + time(0,
                            9)
                    + "Z\",\"level\":\"INFO\",\"msg\":\"worker started\"}\n{\"time\":\""
                    + time(1,
                            9)
                    + "Z\",\"level\":\"ERROR\",\"msg\":\"died\",\"stack\":"
                    + json(text)
                    + "}\n"),
    ZAP_FIELD(
            text -> "{\"level\":\"error\",\"ts\":1715749130.123,\"caller\":\"a/main.go:14\",\"msg\":\"child died\",\"output\":"
                    + json(text)
                    + "}\n"),
    ZAP_CONSOLE(
            text -> time(
                    1,
                    3)
                    + "Z\tERROR\ta/main.go:14\tchild died\t{\"stderr\": "
                    + json(text)
                    + "}\n"),
    ECS(
            text -> "{\"@timestamp\":\""
                    + time(1,
                            3)
                    + "Z\",\"log.level\":\"error\",\"message\":\"died\",\"error\":{\"stack_trace\":"
                    + json(text)
                    + "},\"ecs.version\":\"1.6.0\"}\n"),
    LOGFMT(
            text -> "time="
                    + time(1,
                            3)
                    + "Z level=ERROR msg=\"child died\" id=1 stderr="
                    + json(text)
                    + "\n"),
    QUOTED_STRING(
            text -> json(
                    text)
                    + "\n"),
    ESCAPED_AFTER_TEXT(
            text -> "2024-05-14 16:43:51 ERROR process died: "
                    + json(text)
                            .substring(
                                    1,
                                    json(text)
                                            .length()
                                            - 1)
                    + "\n"),
    ESCAPED_TWICE(
            text -> "{\"level\":\"error\",\"payload\":"
                    + json("{\"stderr\":"
                            + json(text)
                            + "}")
                    + "}\n"),
    GO_TEST_JSON(
            text -> lines(
                    (line, i) -> "{\"Time\":\""
                            + time(i,
                                    9)
                            + "Z\",\"Action\":\"output\",\"Package\":\"example.com/a\",\"Test\":\"TestA\",\"Output\":"
                            + json(line
                                    + "\n")
                            + "}")
                    .apply(text)),
    PREFIX_BRACKETS(
            lines((line,
                    i) -> "14:05:1"
                            + i % 10
                            + ".037 [checkout-7] stderr > "
                            + line)),
    PREFIX_PIPES(
            lines((line,
                    i) -> "2024-05-14 | checkout | E | "
                            + line)),
    TSV_COLUMNS(
            lines((line,
                    i) -> "2024-05-14\tapi\t"
                            + line
                            + "\tnode-3")),
    CSV_COLUMNS(
            lines((line,
                    i) -> "\"2024-05-14T10:00:00.000Z\",\""
                            + line
                            + "\",\"api\"")),
    CSV_ONE_CELL(
            text -> "time,message,service\n2024-05-14,\""
                    + text.stripTrailing()
                    + "\",api\n"),
    ANSI(
            lines((line,
                    i) -> "\u001b[31m"
                            + line
                            + "\u001b[0m")),
    ANSI_LOST(
            lines((line,
                    i) -> "[1;31m"
                            + line
                            + "[0m")),
    FENCE(
            text -> "**Describe the bug**\n\n```go\n"
                    + text
                    + "```\n\nthanks\n"),
    QUOTE(
            lines((line,
                    i) -> line
                            .isEmpty()
                                    ? ">"
                                    : "> " + line)),
    QUOTE_TWICE(
            lines((line,
                    i) -> ">> "
                            + line)),
    HTML(
            text -> "<html><body><pre>\n"
                    + text.replace(
                            "&",
                            "&amp;")
                            .replace(
                                    "<",
                                    "&lt;")
                            .replace(
                                    ">",
                                    "&gt;")
                            .replace(
                                    "\"",
                                    "&#34;")
                    + "</pre></body></html>\n"),
    HTML_BREAKS(
            text -> "<p>"
                    + text.replace(
                            "&",
                            "&amp;")
                            .replace(
                                    "<",
                                    "&lt;")
                            .replace(
                                    "\t",
                                    "&nbsp;&nbsp;&nbsp;&nbsp;")
                            .replace(
                                    "\n",
                                    "<br>")
                    + "</p>\n"),
    BOX(
            lines((line,
                    i) -> "│ "
                            + line
                            + " ".repeat(
                                    Math.max(
                                            1,
                                            150 - line
                                                    .length()))
                            + "│")),
    TABLE(
            lines((line,
                    i) -> "| "
                            + line
                            + " |")),
    INDENTED(
            lines((line,
                    i) -> "    "
                            + line)),
    WRAP_40(
            wrapped(40)),
    WRAP_60(
            wrapped(60)),
    WRAP_80(
            wrapped(80)),
    WRAP_100(
            wrapped(100)),
    WORD_WRAP_72(
            text -> {
                StringBuilder out = new StringBuilder();
                for (String line : split(
                        text)) {
                    for (; line
                            .length() > 72
                            && line.lastIndexOf(
                                    ' ',
                                    72) > 1; line = line
                                            .substring(
                                                    line.lastIndexOf(
                                                            ' ',
                                                            72)
                                                            + 1)) {
                        out.append(
                                line,
                                0,
                                line.lastIndexOf(
                                        ' ',
                                        72))
                                .append('\n');
                    }
                    out.append(
                            line)
                            .append('\n');
                }
                return out
                        .toString();
            }),
    NO_BLANKS(
            text -> text
                    .replaceAll(
                            "\n\n+",
                            "\n")),
    NO_INDENT(
            lines((line,
                    i) -> line
                            .strip())),
    TABS_2(
            text -> text
                    .replace(
                            "\t",
                            "  ")),
    TABS_4(
            text -> text
                    .replace(
                            "\t",
                            "    ")),
    TABS_8(
            text -> text
                    .replace(
                            "\t",
                            "        ")),
    NO_BLANKS_NO_INDENT(
            text -> NO_INDENT.around
                    .apply(NO_BLANKS.around
                            .apply(text))),
    TAB_LITERAL(
            text -> text
                    .replace(
                            "\t",
                            "\\t")),
    FLAT_BLANKS(
            text -> text
                    .strip()
                    .replaceAll(
                            "\\s*\n\\s*",
                            " ")
                    + "\n"),
    FLAT_GLUED(
            text -> text
                    .replace(
                            "\n",
                            "")),
    REVERSED(
            lines -> {
                List<String> all = new ArrayList<>(
                        split(lines));
                Collections
                        .reverse(
                                all);
                return String
                        .join("\n",
                                all)
                        + "\n";
            }),
    REVERSED_WITH_TIMES(
            text -> REVERSED.around
                    .apply(KUBECTL_TIMES.around
                            .apply(text))),
    PADDED(
            lines((line,
                    i) -> line
                            + " ".repeat(
                                    300))),
    LOGS_AROUND(
            text -> "2024/05/15 01:52:10 INFO  worker heartbeat ok queue=17\n{\"level\":\"warn\",\"msg\":\"slow query\",\"ms\":412}\n"
                    + text
                    + "I0514 09:31:07.442211       1 controller.go:214] reconcile done\n"),
    CRLF(
            text -> text
                    .replace(
                            "\n",
                            "\r\n")),
    NUL_HEAD(
            text -> "\0"
                    .repeat(500)
                    + text),
    LATIN1(
            text -> "Ger\u00e4t l\u00e4uft\n"
                    + text,
            text -> text
                    .getBytes(
                            ISO_8859_1)),
    BOM(
            text -> "\uFEFF"
                    + text),
    UTF16(
            text -> "\uFEFF"
                    + text,
            text -> text
                    .getBytes(
                            UTF_16LE)),
    UTF16_BARE(
            text -> text,
            text -> text
                    .getBytes(
                            UTF_16BE)),
    GZIP(
            text -> text,
            text -> gzip(
                    text.getBytes(
                            UTF_8))),
    ZSTD(
            text -> text,
            text -> Zstd
                    .compress(
                            text.getBytes(
                                    UTF_8))),
    ZIP(
            text -> text,
            text -> zip(
                    text.getBytes(
                            UTF_8)));

    private final UnaryOperator<String> around;
    private final Function<String, byte[]> encode;
    final boolean text;

    Wrap(UnaryOperator<String> around) {
        this.around = around;
        encode = all -> all.getBytes(UTF_8);
        text = true;
    }

    Wrap(UnaryOperator<String> around, Function<String, byte[]> encode) {
        this.around = around;
        this.encode = encode;
        text = false;
    }

    byte[] bytes(String crash) {
        return encode.apply(around.apply(crash));
    }

    String text(String crash) {
        return around.apply(crash);
    }

    private static UnaryOperator<String> lines(BiFunction<String, Integer, String> each) {
        return text -> {
            StringBuilder out = new StringBuilder();
            int i = 0;
            for (String line : split(text)) {
                out.append(each.apply(line, i++)).append('\n');
            }
            return out.toString();
        };
    }

    private static String array(String before, String text, BiFunction<String, Integer, String> each, String after) {
        List<String> items = new ArrayList<>();
        for (String line : split(text)) {
            items.add(each.apply(line, items.size()));
        }
        return before + String.join(",", items) + after + "\n";
    }

    private static UnaryOperator<String> wrapped(int width) {
        return text -> {
            StringBuilder out = new StringBuilder();
            for (String line : split(text)) {
                for (; line.length() > width; line = line.substring(width)) {
                    out.append(line, 0, width).append('\n');
                }
                out.append(line).append('\n');
            }
            return out.toString();
        };
    }

    static List<String> split(String text) {
        String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return Arrays.asList(body.split("\n", -1));
    }

    private static String time(int i, int digits) {
        String fraction = String.format(Locale.ROOT, "%09d", (124_000_000L + i * 371_113L) % 1_000_000_000L);
        return "2024-05-14T13:00:" + String.format(Locale.ROOT, "%02d", 10 + i / 40 % 50) + "."
                + fraction.substring(0, digits);
    }

    static String json(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /// A field of journald's export; with a TAB it counts as binary.
    private static String exported(String line) {
        byte[] bytes = line.getBytes(UTF_8);
        if (!line.contains("\t") || bytes.length > 127) {
            return "MESSAGE=" + line;
        }
        return "MESSAGE\n" + (char) bytes.length + "\0\0\0\0\0\0\0" + line;
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] zip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("crash.log"));
            zip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
