package dev.maptriage.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What less common tools do to a crash: continuous integration, process managers, shells, exports, mail, and people.
/// None of them has a reader of its own; they hold the general rules to what they promise.
final class RareWraps {
    private static final String DAY = "2024-05-14";
    private static final String HEX = "7c9d5b6f4a1e0c3d8b2f9e5a6d7c4b1f";

    private final Map<String, UnaryOperator<String>> all = new LinkedHashMap<>();

    private RareWraps() {}

    static Map<String, UnaryOperator<String>> all() {
        RareWraps rare = new RareWraps();
        rare.services();
        rare.builds();
        rare.programs();
        rare.shells();
        rare.records();
        rare.exports();
        rare.documents();
        rare.characters();
        rare.breaks();
        return rare.all;
    }

    static String of(String name, String text) {
        return Objects.requireNonNull(all().get(name), name).apply(text);
    }

    /// Process managers and platforms.
    private void services() {
        each("heroku", (line, i) -> DAY + "T" + clock(i) + ".123456+00:00 app[web.1]: " + line);
        each("cloud foundry", (line, i) -> "   " + DAY + "T" + clock(i) + ".12+0000 [APP/PROC/WEB/0] ERR " + line);
        each("fly", (line, i) -> DAY + "T" + clock(i) + "Z app[148e21] ams [info]" + line);
        each("foreman", (line, i) -> clock(i) + " web.1   | " + line);
        each("swarm", (line, i) -> "api.1.x2lqz9k3v7@node-3    | " + line);
        each("kail", (line, i) -> "default/api-7c9d5b6f4-x2lqz[api]: " + line);
        each("kubetail", (line, i) -> "[api-7c9d5b6f4-x2lqz] " + line);
        each("logcli", (line, i) -> DAY + "T" + clock(i) + "Z {app=\"api\", env=\"prod\"} " + line);
        each("dmesg", (line, i) -> "[%5d.%06d] ".formatted(12 + i / 3, i * 371) + line);
        each("journal full",
                (line, i) -> "Tue 2024-05-14 " + clock(i) + " UTC node-3 api[4121]: " + line);
        each("journal unix", (line, i) -> "17157491%02d.123456 node-3 api[4121]: ".formatted(i % 100) + line);
        each("journal monotonic", (line, i) -> "[%5d.%06d] node-3 api[4121]: ".formatted(12 + i / 3, i * 371) + line);
        each("journal verbose", (line, i) -> "Tue 2024-05-14 " + clock(i) + ".124 UTC [s=ab;i=" + i
                + "]\n    _PID=4121\n    SYSLOG_IDENTIFIER=api\n    MESSAGE=" + line);
        each("logcat long", (line, i) -> "[ 05-14 " + clock(i) + ".123  4121: 4130 E/GoLog ]\n" + line + "\n");
        each("supervisor", (line, i) -> "api-00 stderr | " + line);
        each("ios", (line, i) -> "May 14 " + clock(i) + " iPhone App(GoLib)[4121] <Notice>: " + line);
        each("app engine", (line, i) -> DAY + " " + clock(i) + " default[20240514t105320]  " + line);
        each("k9s", (line, i) -> " api │ " + line);
        each("eleven columns", (line, i) -> DAY + " " + clock(i) + " WARN  stderr  4121 --- [ worker-3] api : " + line);
    }

    /// Continuous integration and build tools.
    private void builds() {
        each("gitlab", (line, i) -> DAY + "T" + clock(i) + ".123456Z 01E " + line);
        all.put("gitlab cut", RareWraps::gitlabCut);
        each("jenkins", (line, i) -> "[" + DAY + "T" + clock(i) + ".123Z] " + line);
        each("jenkins clock", (line, i) -> clock(i) + "  " + line);
        each("buildkite", (line, i) -> "\u001b_bk;t=17157491301" + (10 + i % 80) + "\u0007" + line);
        each("teamcity", (line, i) -> "[" + clock(i) + "]W:\t [Step 2/3] " + line);
        each("buildx", (line, i) -> "#12 " + (3 + i / 7) + "." + (100 + i * 7 % 900) + " " + line);
        each("maven", (line, i) -> "[ERROR] " + line);
        each("npm", (line, i) -> "npm ERR! " + line);
        each("git remote", (line, i) -> "remote: " + line);
        each("vagrant", (line, i) -> "==> default: " + line);
        each("pytest", (line, i) -> "E       " + line);
        each("ginkgo", (line, i) -> "  [3] " + line);
        each("terraform log",
                (line, i) -> DAY + "T" + clock(i) + ".123Z [DEBUG] provider.terraform-provider-x_v1.2.3: " + line);
        each("airflow", (line, i) -> "[2024-05-14, " + clock(i) + " UTC] {subprocess.py:93} INFO - " + line);
        each("bazel", (line, i) -> "(" + clock(i) + ") \u001b[31mERROR: \u001b[0m" + line);
        all.put("section marks", text -> "section_start:1715749130:step\r\u001b[0K" + text
                + "section_end:1715749139:step\r\u001b[0K\n");
        all.put("ansible", text -> "fatal: [web-1]: FAILED! => {\"changed\": false, \"rc\": 2, \"stderr\": "
                + Wrap.json(text.stripTrailing()) + ", \"stderr_lines\": [" + Wrap.split(text).stream().map(Wrap::json)
                        .collect(Collectors.joining(", "))
                + "], \"stdout\": \"\"}\n");
        all.put("junit cdata",
                text -> "<testsuite name=\"a\"><testcase name=\"TestA\"><failure message=\"Failed\"><![CDATA["
                        + text + "]]></failure></testcase></testsuite>\n");
        all.put("junit attribute",
                text -> "<failure message=\"" + xml(text).replace("\n", "&#xA;").replace("\t", "&#x9;")
                        + "\" type=\"\"/>\n");
        all.put("junit text", text -> "<system-err>" + xml(text) + "</system-err>\n");
    }

    /// Loggers of other languages, that print what a child process printed.
    private void programs() {
        each("go log", (line, i) -> "2024/05/14 " + clock(i) + " " + line);
        each("go log place", (line, i) -> "2024/05/14 " + clock(i) + ".123456 main.go:14: " + line);
        each("python log", (line, i) -> DAY + " " + clock(i) + ",123 - api - ERROR - " + line);
        each("python root", (line, i) -> "ERROR:root:" + line);
        each("log4j", (line, i) -> DAY + " " + clock(i) + ",123 ERROR [main] c.e.Runner - " + line);
        each("nginx", (line, i) -> "2024/05/14 " + clock(i)
                + " [error] 4121#4121: *17 FastCGI sent in stderr: \"" + line
                + "\" while reading response header from upstream, client: 10.0.0.7");
        each("apache", (line, i) -> "[Tue May 14 " + clock(i)
                + ".123456 2024] [cgi:error] [pid 4121] [client 10.0.0.7:5670] AH01215: " + line);
        each("access log", (line, i) -> "14/May/2024:" + clock(i) + " +0000 " + line);
        each("logrus lines", (line, i) -> "time=\"" + DAY + "T" + clock(i) + "Z\" level=error msg=" + Wrap.json(line));
        each("logfmt lines", (line, i) -> "level=error ts=" + DAY + "T" + clock(i) + "Z caller=run.go:14 msg="
                + (line.contains(" ") || line.contains("\t") || line.isEmpty() ? Wrap.json(line) : line));
        each("zerolog console", (line, i) -> "10:53AM ERR " + line);
        all.put("hclog", text -> DAY + "T10:53:20.123Z [ERROR] api: child died: stderr=\n"
                + lines(text, (line, i) -> "  | " + line));
        each("changing level",
                (line, i) -> DAY + " " + clock(i) + (i % 3 == 0 ? " INFO  " : i % 3 == 1 ? " ERROR " : " WARN  ")
                        + "api: " + line);
        each("hexadecimal ids", (line, i) -> "req=" + HEX.substring(i % 20, i % 20 + 8) + " " + line);
        each("growing counter", (line, i) -> (i + 95) + ": " + line);
        each("no blank", (line, i) -> "stderr:" + line);
        each("relative time", (line, i) -> "+" + i * 37 + "ms " + line);
        each("epoch", (line, i) -> "17157491%02d.%03d ".formatted(i / 30, i) + line);
        each("twelve hours", (line, i) -> "5/14/2024, 10:53:" + (10 + i % 50) + " AM  " + line);
        each("date command", (line, i) -> "Tue May 14 " + clock(i) + " UTC 2024: " + line);
        each("ts", (line, i) -> "May 14 " + clock(i) + " " + line);
        each("thread in brackets", (line, i) -> "[" + clock(i) + ".123][Thread-" + i % 3 + "/ERROR][stderr]: " + line);
    }

    /// Commands through which people look at logs.
    private void shells() {
        each("cat -n", (line, i) -> "%6d\t".formatted(i + 1) + line);
        each("grep -n", (line, i) -> (i + 1) + ":" + line);
        each("grep context",
                (line, i) -> (i + 1) + (line.contains("panic") || line.contains("fatal") ? ":" : "-") + line);
        each("grep files", (line, i) -> "logs/api.log" + (line.contains("goroutine") ? ":" : "-") + (i + 1)
                + (line.contains("goroutine") ? ":" : "-") + line);
        each("cat -A", (line, i) -> line.replace("\t", "^I") + "$");
        each("diff", (line, i) -> "+" + line);
        each("comment", (line, i) -> "// " + line);
        each("hash", (line, i) -> "# " + line);
        each("list", (line, i) -> "- " + line);
        each("star", (line, i) -> "* " + line);
        each("arrow", (line, i) -> "-> " + line);
        each("numbered", (line, i) -> (i + 1) + ". " + line);
        each("code frame", (line, i) -> "%5d | ".formatted(i + 1) + line);
        all.put("powershell", text -> "api.exe : " + text.replace("\n", "\r\n")
                + "At line:1 char:1\r\n+ .\\api.exe\r\n+ ~~~~~~~~~\r\n    + CategoryInfo          : NotSpecified: (panic::String) [], RemoteException\r\n");
        all.put("prompt", text -> "node-3:~$ ./api\n" + text + "node-3:~$ echo $?\n2\n");
        each("asciinema", (line, i) -> "[" + i + ".25, \"o\", " + Wrap.json(line + "\r\n") + "]");
        all.put("script",
                text -> "Script started on 2024-05-14 10:53:20+00:00 [TERM=\"xterm\"]\n\u001b[?2004h$ ./api\r\n"
                        + text.replace("\n", "\r\n") + "\u001b]0;~\u0007$ exit\r\n");
    }

    /// Records of other collectors.
    private void records() {
        each("fluent bit stdout", (line, i) -> "[" + i + "] kube.api: [[1715749130." + (100 + i) + ", {}], {\"log\"=>"
                + Wrap.json(line) + "}]");
        each("fluentd stdout", (line, i) -> DAY + " " + clock(i) + ".000000000 +0000 kube.api: {\"log\":"
                + Wrap.json(line + "\n") + ",\"stream\":\"stderr\"}");
        each("rubydebug", (line, i) -> "{\n    \"@timestamp\" => " + DAY + "T" + clock(i) + "Z,\n       \"message\" => "
                + Wrap.json(line) + ",\n          \"host\" => \"node-3\"\n}");
        each("gelf", (line, i) -> "{\"version\":\"1.1\",\"host\":\"node-3\",\"short_message\":" + Wrap.json(line)
                + ",\"timestamp\":17157491" + (10 + i % 80) + ".25,\"level\":3}");
        each("splunk", (line, i) -> "{\"preview\":false,\"offset\":" + i + ",\"result\":{\"_raw\":" + Wrap.json(line)
                + ",\"_time\":\"" + DAY + "T" + clock(i) + ".000+00:00\",\"host\":\"node-3\"}}");
        each("splunk events",
                (line, i) -> "{\"time\":17157491" + (10 + i % 80)
                        + ",\"host\":\"node-3\",\"sourcetype\":\"go\",\"event\":"
                        + Wrap.json(line) + "}");
        each("lambda", (line, i) -> "{\"time\":\"" + DAY + "T" + clock(i) + "Z\",\"type\":\"function\",\"record\":"
                + Wrap.json(line + "\n") + "}");
        each("json-seq",
                (line, i) -> "\u001e{\"__REALTIME_TIMESTAMP\":\"17157637241240" + (10 + i % 80) + "\",\"MESSAGE\":"
                        + Wrap.json(line) + "}");
        each("pretty json", (line, i) -> "{\n\t\"__REALTIME_TIMESTAMP\" : \"17157637241240" + (10 + i % 80)
                + "\",\n\t\"_PID\" : \"4121\",\n\t\"MESSAGE\" : " + Wrap.json(line) + "\n}");
        all.put("json of strings",
                text -> "[" + Wrap.split(text).stream().map(Wrap::json).collect(Collectors.joining(","))
                        + "]\n");
        all.put("json of strings in lines", text -> "[\n  "
                + Wrap.split(text).stream().map(Wrap::json).collect(Collectors.joining(",\n  ")) + "\n]\n");
        all.put("stack of strings", text -> "{\"level\":\"fatal\",\"stack\":["
                + Wrap.split(text).stream().map(Wrap::json).collect(Collectors.joining(",")) + "]}\n");
        all.put("numbered lines", text -> "{\"lines\":[" + joined(text, (line, i) -> "{\"n\":" + (i + 1) + ",\"text\":"
                + Wrap.json(line) + "}") + "]}\n");
        all.put("escaped three times",
                text -> "{\"a\":" + Wrap.json("{\"b\":" + Wrap.json("{\"c\":" + Wrap.json(text) + "}")
                        + "}") + "}\n");
        all.put("docker of json",
                text -> "{\"log\":" + Wrap.json("{\"level\":\"error\",\"msg\":" + Wrap.json(text) + "}\n")
                        + ",\"stream\":\"stderr\",\"time\":\"" + DAY + "T10:53:20Z\"}\n");
        all.put("go html escapes", text -> "{\"msg\":" + Wrap.json(text).replace("<", "\\u003c").replace(">", "\\u003e")
                .replace("&", "\\u0026").replace("\\t", "\\u0009") + "}\n");
        each("otel debug", (line, i) -> "LogRecord #" + i + "\nObservedTimestamp: 2024-05-14 " + clock(i)
                + " +0000 UTC\nSeverityNumber: Error(17)\nBody: Str(" + line + ")\nTrace ID: \nSpan ID: \nFlags: 0");
        all.put("python repr", text -> "stderr: b'" + Wrap.json(text).replace("\\\"", "\"").replaceAll("^\"|\"$", "")
                .replace("'", "\\'") + "'\n");
        all.put("python list",
                text -> "[" + joined(text, (line, i) -> "'" + line.replace("\t", "\\t") + "\\n'") + "]\n");
        each("c strings", (line, i) -> "    " + Wrap.json(line + "\n"));
        each("java strings", (line, i) -> "\t+ " + Wrap.json(line + "\n"));
    }

    /// Tables and exports.
    private void exports() {
        each("kibana", (line, i) -> "May 14, 2024 @ " + clock(i) + ".123\t" + line);
        each("grafana", (line, i) -> DAY + " " + clock(i) + ".123\t{\"app\":\"api\"}\t" + line);
        each("datadog", (line, i) -> "\"" + DAY + "T" + clock(i) + ".123Z\",\"node-3\",\"api\",\""
                + line.replace("\"", "\"\"") + "\"");
        each("text events", (line, i) -> "EVENTS\t17157491301" + (10 + i % 80) + "\t" + line + "\t1715749139999");
        each("semicolons", (line, i) -> DAY + " " + clock(i) + ";api;" + line + ";node-3");
        each("psql", (line, i) -> " " + line + " ".repeat(Math.max(0, 140 - line.length())) + "+");
        each("splunk page", (line, i) -> "5/14/24\n10:53:" + (10 + i % 50) + ".123 AM\n" + line
                + "\nhost = node-3 source = stderr sourcetype = go");
        all.put("sql", text -> "INSERT INTO `log` VALUES (17,'" + DAY + " 10:53:20','"
                + text.replace("\\", "\\\\").replace("'", "''").replace("\n", "\\n").replace("\t", "\\t") + "');\n");
        all.put("yaml block", text -> "status:\n  state:\n    terminated:\n      message: |\n"
                + lines(text, (line, i) -> line.isEmpty() ? "" : "        " + line) + "      reason: Error\n");
        all.put("yaml quoted",
                text -> "    terminated:\n      message: " + yamlFolded(text) + "\n      reason: Error\n");
        all.put("yaml list", text -> "lines:\n" + lines(text, (line, i) -> "  - " + Wrap.json(line)));
        each("gcloud yaml", (line, i) -> "---\ninsertId: a" + i + "\nlogName: projects/p/logs/stderr\ntextPayload: "
                + Wrap.json(line) + "\ntimestamp: '" + DAY + "T" + clock(i) + "Z'");
        all.put("describe", text -> "    Last State:     Terminated\n      Reason:       Error\n      Message:      "
                + text + "\n      Exit Code:    2\n");
        each("html rows", (line, i) -> "<tr><td>" + DAY + " " + clock(i) + "</td><td>" + xml(line) + "</td></tr>");
        all.put("html lines", text -> "<ol>" + joined(text, (line, i) -> "<li><code>" + xml(line) + "</code></li>")
                .replace("</li>,<li>", "</li><li>") + "</ol>\n");
        all.put("html spans", text -> "<pre><code>" + lines(text, (line, i) -> "<span class=\"line\">" + xml(line)
                + "</span>") + "</code></pre>\n");
    }

    /// Mail, wikis and trackers.
    private void documents() {
        all.put("quoted printable", RareWraps::quotedPrintable);
        all.put("base64", text -> Base64.getMimeEncoder().encodeToString(text.getBytes(UTF_8)) + "\n");
        all.put("base64 line", text -> Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + "\n");
        all.put("form", text -> "trace=" + URLEncoder.encode(text, UTF_8));
        all.put("form of curl", text -> "service=api&trace=" + URLEncoder.encode(text, UTF_8).replace("+", "%20"));
        all.put("jira", text -> "h2. Crash\n\n{code:go|title=stderr}\n" + text + "{code}\n\nThanks\n");
        all.put("noformat", text -> "{noformat}\n" + text + "{noformat}\n");
        all.put("bbcode", text -> "[code]" + text + "[/code]\n");
        all.put("details", text -> "<details>\n<summary>Trace</summary>\n\n```\n" + text + "```\n\n</details>\n");
        all.put("tildes", text -> "~~~text\n" + text + "~~~\n");
        each("backticks", (line, i) -> line.isEmpty() ? "" : "`" + line + "`");
        each("quote deep", (line, i) -> "> > > " + line);
        all.put("asciidoc", text -> "[source]\n----\n" + text + "----\n");
        all.put("rest", text -> "The crash::\n\n" + lines(text, (line, i) -> line.isEmpty() ? "" : "   " + line));
        all.put("fence in list", text -> "1. Run it\n2. See:\n\n   ```\n" + lines(text, (line, i) -> "   " + line)
                + "   ```\n");
        all.put("chat",
                text -> "alice  10:53 AM\nthis is what I get:\n" + text + "\nbob  10:54 AM\nlooks like a map\n");
        all.put("outlook", text -> "From: Alice\nSent: Tuesday\nSubject: crash\n\n"
                + lines(text, (line, i) -> line + "\n"));
        all.put("flowed", text -> lines(text, (line, i) -> flowed(line)));
        all.put("snipped", text -> "[...]\n" + text + "[...]\n(rest omitted)\n");
    }

    /// Characters that stand for others.
    private void characters() {
        all.put("no-break spaces", text -> text.replace(' ', '\u00a0'));
        all.put("no-break tabs", text -> text.replace("\t", "\u00a0\u00a0\u00a0\u00a0"));
        all.put("ideographic tabs", text -> text.replace("\t", "\u3000"));
        all.put("visible tabs", text -> text.replace("\t", "→\t"));
        all.put("arrows for tabs", text -> text.replace("\t", "→   "));
        all.put("caret tabs", text -> text.replace("\t", "^I"));
        all.put("octal tabs", text -> text.replace("\t", "\\011"));
        all.put("hex tabs", text -> text.replace("\t", "\\x09"));
        all.put("unicode tabs", text -> text.replace("\t", "\\u0009"));
        all.put("entity tabs", text -> text.replace("\t", "&#9;"));
        all.put("tab word", text -> text.replace("\t", "<TAB>"));
        all.put("zero width", text -> text.replace("/", "/\u200b"));
        all.put("byte order marks", text -> lines(text, (line, i) -> "\uFEFF" + line));
        all.put("typographic quotes", text -> "„" + text.stripTrailing() + "“\n");
        all.put("entities", RareWraps::xml);
        all.put("entities twice", text -> xml(xml(text)));
        all.put("question marks", text -> text.replace("\t", "?"));
        all.put("tabs of one blank", text -> text.replace("\t", " "));
        all.put("tabs of three blanks", text -> text.replace("\t", "   "));
        all.put("indented twice", text -> text.replace("\t", "\t\t"));
    }

    /// Line breaks and widths.
    private void breaks() {
        all.put("doubled breaks", text -> text.replace("\n", "\n\n"));
        all.put("returns only", text -> text.replace("\n", "\r"));
        all.put("two returns", text -> text.replace("\n", "\r\r\n"));
        all.put("line separators", text -> text.replace("\n", "\u2028"));
        all.put("next lines", text -> text.replace("\n", "\u0085"));
        all.put("form feeds", text -> text.replace("\n", "\n\f"));
        all.put("break escapes", text -> text.replace("\n", "\\n").replace("\t", "\\t"));
        all.put("windows break escapes", text -> text.replace("\n", "\\r\\n").replace("\t", "\\t"));
        all.put("break escapes and breaks", text -> text.replace("\n", "\\n\n"));
        all.put("octal breaks", text -> text.replace("\n", "\\012").replace("\t", "\\011"));
        all.put("hex breaks", text -> text.replace("\n", "\\x0a").replace("\t", "\\x09"));
        all.put("percent breaks", text -> text.replace("\n", "%0A").replace("\t", "%09"));
        all.put("pipes for breaks", text -> text.replace("\n", " | "));
        all.put("marks for breaks", text -> text.replace("\n", "⏎"));
        all.put("controls for breaks", text -> text.replace("\n", "␊").replace("\t", "␉"));
        all.put("semicolons for breaks", text -> text.replace("\n", "; "));
        all.put("tabs for breaks", text -> text.strip().replaceAll("\\s*\n\\s*", "\t"));
        all.put("one break lost in three", text -> joinedByThree(text, " "));
        all.put("every line twice", text -> lines(text, (line, i) -> line + "\n" + line));
        for (int width : new int[]{33, 48, 72, 76, 79, 120, 132}) {
            all.put("cut at " + width, text -> cut(text, width, ""));
        }
        all.put("cut with backslash", text -> cut(text, 78, "\\"));
        all.put("cut and indented", text -> cut(text, 76, "").replaceAll("\n(?=[a-z0-9]+[),}])", "\n    "));
        all.put("cut in quote", text -> lines(cut(text, 74, ""), (line, i) -> "> " + line));
        all.put("cut in box", text -> lines(cut(text, 70, ""), (line, i) -> "| " + line
                + " ".repeat(Math.max(0, 70 - line.length())) + " |"));
    }

    private void each(String name, BiFunction<String, Integer, String> each) {
        all.put(name, text -> lines(text, each));
    }

    static String lines(String text, BiFunction<String, Integer, String> each) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        for (String line : Wrap.split(text)) {
            out.append(each.apply(line, i++)).append('\n');
        }
        return out.toString();
    }

    private static String joined(String text, BiFunction<String, Integer, String> each) {
        List<String> items = new ArrayList<>();
        for (String line : Wrap.split(text)) {
            items.add(each.apply(line, items.size()));
        }
        return String.join(",", items);
    }

    private static String clock(int i) {
        return String.format(Locale.ROOT, "10:%02d:%02d", 53 + i / 240 % 6, 10 + i / 5 % 48);
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String gitlabCut(String text) {
        StringBuilder out = new StringBuilder();
        for (String line : Wrap.split(text)) {
            String mark = "01E ";
            for (; line.length() > 50; line = line.substring(50)) {
                out.append("2024-05-14T10:53:20.123456Z ").append(mark).append(line, 0, 50).append('\n');
                mark = "01E+";
            }
            out.append("2024-05-14T10:53:20.123456Z ").append(mark).append(line).append('\n');
        }
        return out.toString();
    }

    /// As the usual YAML writers fold a quoted string: at blanks, the next line starting with an escaped one.
    private static String yamlFolded(String text) {
        String quoted = Wrap.json(text);
        StringBuilder out = new StringBuilder();
        int column = 15;
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (column > 80 && c == ' ') {
                out.append("\\\n        \\ ");
                column = 10;
                continue;
            }
            out.append(c);
            column++;
        }
        return out.toString();
    }

    private static String quotedPrintable(String text) {
        StringBuilder out = new StringBuilder();
        for (String line : Wrap.split(text)) {
            StringBuilder encoded = new StringBuilder();
            for (byte b : line.getBytes(UTF_8)) {
                String one = b == '=' || b < ' ' ? String.format(Locale.ROOT, "=%02X", b & 0xff) : "" + (char) b;
                if (encoded.length() + one.length() > 75) {
                    out.append(encoded).append("=\n");
                    encoded.setLength(0);
                }
                encoded.append(one);
            }
            out.append(encoded).append('\n');
        }
        return out.toString();
    }

    private static String flowed(String line) {
        StringBuilder out = new StringBuilder();
        for (; line.length() > 72
                && line.lastIndexOf(' ', 71) > 1; line = line.substring(line.lastIndexOf(' ', 71) + 1)) {
            out.append(line, 0, line.lastIndexOf(' ', 71) + 1).append('\n');
        }
        return out.append(line).toString();
    }

    private static String joinedByThree(String text, String glue) {
        StringBuilder out = new StringBuilder();
        List<String> lines = Wrap.split(text);
        for (int i = 0; i < lines.size(); i++) {
            out.append(lines.get(i)).append(i % 3 == 1 && !lines.get(i).isEmpty() ? glue : "\n");
        }
        return out.toString();
    }

    private static String cut(String text, int width, String mark) {
        return lines(text, (line, i) -> {
            StringBuilder out = new StringBuilder();
            String rest = line;
            for (; rest.length() > width; rest = rest.substring(width)) {
                out.append(rest, 0, width).append(mark).append('\n');
            }
            return out.append(rest).toString();
        });
    }
}
