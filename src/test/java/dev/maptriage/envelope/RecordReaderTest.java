package dev.maptriage.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages that are JSON themselves: what a log agent wrapped is opened, what a program wrote is left alone.
class RecordReaderTest {
    private static final String LINE = "panic: assignment to entry in nil map";

    private static List<CollectedRecord> nested(String message) {
        String body = "{\"logEvents\":[{\"id\":\"1\",\"timestamp\":1778835724124,\"message\":"
                + JsonText.quoted(message) + "}]}";
        return Objects.requireNonNull(RecordReader.nestedJson(body.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'log':'LINE','stream':'stderr','time':'2026-05-15T09:02:04.124Z'}",
        "{'log':'LINE','kubernetes':{'pod_name':'cart-1','labels':{'level':'x'}},'level':'error'}",
        "{'date':1778835724.1,'log':'LINE','container_id':'8f','container_name':'/cart','source':'stderr'}",
        "{'log':'LINE','ecs_cluster':'c','ecs_task_arn':'arn:x','ec2_instance_id':'i-1'}",
        "{'message':'LINE','host':'node-1','source_type':'file','file':'/var/log/cart'}",
        "{'message':'LINE','agent':{'type':'filebeat','ephemeral_id':'1'},'log':{'offset':7}}",
        "{'MESSAGE':'LINE','__CURSOR':'s=1','PRIORITY':'3','_PID':'9'}",
        "{'textPayload':'LINE','insertId':'a','logName':'projects/p/logs/stderr','severity':'ERROR'}",
        "{'log':'LINE','logtag':'F'}",
        "{'date':1778835724.1,'log':'LINE'}"})
    void whatAnAgentWrappedIsOpened(String message) {
        assertThat(nested(message.replace('\'', '"').replace("LINE", LINE))).singleElement()
                .satisfies(record -> assertThat(record.text()).isEqualTo(LINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{'time':'2026-05-15T09:02:04Z','level':'ERROR','msg':'LINE','stack':'goroutine 1 [running]:\\nmain.f()'}",
        "{'level':'error','ts':1778835724.1,'caller':'a/b.go:7','msg':'LINE','stacktrace':'main.f\\n\\t/a.go:1'}",
        "{'level':'panic','time':1778835724,'message':'LINE'}",
        "{'level':'fatal','msg':'LINE','time':'2026-05-15T09:02:04Z','container_id':'8f'}",
        "{'Time':'2026-05-15T09:02:04Z','Action':'output','Package':'p','Test':'T','Output':'LINE\\n'}",
        "{'@timestamp':'2026-05-15T09:02:04Z','log.level':'error','message':'LINE','error':{'stack_trace':'x'}}",
        "{'message':'LINE','stack':'goroutine 1 [running]:'}",
        "{'user':7,'message':'LINE'}",
        "{'stream':'orders','message':'LINE','shard':3}"})
    void whatAProgramWroteStaysAsItIs(String message) {
        String own = message.replace('\'', '"').replace("LINE", LINE);
        assertThat(nested(own)).singleElement().satisfies(record -> assertThat(record.text()).isEqualTo(own));
    }

    @Test
    void aProgramsRecordInsideOfAnAgentsIsUncovered() {
        String own = "{\"level\":\"error\",\"msg\":\"x\",\"stack\":\"goroutine 1 [running]:\\nmain.f()\\n\\t/a.go:1\"}";
        assertThat(nested("{\"log\":" + JsonText.quoted(own + "\n") + ",\"stream\":\"stderr\"}")).singleElement()
                .satisfies(record -> assertThat(record.text()).isEqualTo(own + "\n"));
    }

    @Test
    void fieldsThatAnAgentMergedDoNotDoubleTheLineTheyCameFrom() {
        String own = "{\"level\":\"error\",\"msg\":\"x\",\"stack\":\"goroutine 1 [running]:\\nmain.f()\\n\\t/a.go:1\"}";
        String merged = "{\"log\":" + JsonText.quoted(own) + ",\"level\":\"error\",\"msg\":\"x\","
                + "\"stack\":\"goroutine 1 [running]:\\nmain.f()\\n\\t/a.go:1\",\"kubernetes\":{\"pod_name\":\"p\"}}";
        assertThat(RecordReader.json(merged.getBytes(StandardCharsets.UTF_8))).singleElement()
                .satisfies(record -> assertThat(record.text()).isEqualTo(own));
    }

    @Test
    void outerNamesHoldForWhatWasOpened() {
        String body = "{\"logGroup\":\"g\",\"logStream\":\"s-1\",\"logEvents\":[{\"id\":\"e1\",\"timestamp\":1778835724124,"
                + "\"message\":" + JsonText.quoted("{\"log\":\"" + LINE + "\",\"stream\":\"stderr\"}") + "}]}";
        CollectedRecord record = Objects
                .requireNonNull(RecordReader.nestedJson(body.getBytes(StandardCharsets.UTF_8))).getFirst();
        assertThat(record.source()).contains("s-1");
        assertThat(record.nanos()).isEqualTo(1_778_835_724_124_000_000L);
    }

    /// Strings of JSON.
    private static final class JsonText {
        static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
        }
    }
}
