package dev.maptriage.diagnosis;

import static dev.maptriage.diagnosis.Cases.goroutine;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RaceCasesTest {
    private static final String ASSIGN = "runtime.mapassign_faststr";
    private static final String READ = "runtime.mapaccess1_faststr";

    @Test
    void readBothSidesOfARaceOnAMap() {
        Diagnosis found = Cases.only(report("0x00c000064180", side(true, 8, ASSIGN, "main.(*Store).Put", 20),
                side(false, 7, READ, "main.(*Store).Get", 10)));

        assertThat(found.kind()).isEqualTo(Kind.READ_WRITE);
        assertThat(found.source()).isEqualTo(Source.RACE_REPORT);
        assertThat(found.operation().type()).isEqualTo(OperationType.ASSIGN);
        assertThat(found.operation().runtimeFunction()).isEqualTo(ASSIGN);
        assertThat(Cases.culprit(found)).isEqualTo("main.(*Store).Put");
        assertThat(found.counterpart().known()).isTrue();
        assertThat(found.counterpart().type()).isEqualTo(OperationType.READ);
        assertThat(Objects.requireNonNull(found.counterpart().at()).function()).isEqualTo("main.(*Store).Get");
        assertThat(found.suspects()).isEmpty();
        assertThat(found.recoverable()).isFalse();
        assertThat(found.relatedFingerprints()).hasSize(2);
        assertThat(found.parties()).extracting(Party::role).containsExactly(Party.Role.FAILING, Party.Role.OTHER);
    }

    @Test
    void namesTheIssuesThatTheFatalErrorsOfBothSidesHave() {
        Diagnosis race = Cases.only(report("0x00c000064180", side(true, 8, ASSIGN, "example.com/a.(*Store).Put", 20),
                side(false, 7, READ, "example.com/a.(*Store).Get", 10)));
        Diagnosis put = Cases.only("fatal error: concurrent map writes\n"
                + goroutine(1, "running", "example.com/a.(*Store).Put(0x1) /app/a.go:20"));
        Diagnosis get = Cases.only("fatal error: concurrent map read and map write\n"
                + goroutine(1, "running", "example.com/a.(*Store).Get(0x1) /app/a.go:10"));

        assertThat(race.relatedFingerprints()).extracting(Diagnosis.RelatedFingerprint::fingerprint)
                .containsExactly(put.fingerprint(), get.fingerprint());
    }

    @Test
    void joinTheReportsOnHeaderAndElementAndSwappedSides() {
        String header = report("0x00c000064180", side(true, 8, ASSIGN, "main.put", 20),
                side(false, 7, READ, "main.get", 10));
        String element = report("0x00c000099990", side(true, 8, null, "main.put", 20),
                side(false, 7, null, "main.get", 10));
        String swapped = report("0x00c000064180", side(false, 7, READ, "main.get", 10),
                side(true, 8, ASSIGN, "main.put", 20));

        Diagnosis found = Cases.only(header + element + swapped);

        assertThat(found.firstLine()).isEqualTo(1);
        assertThat(found.lastLine()).isEqualTo((header + element + swapped).lines().count());
        assertThat(found.fingerprint()).isEqualTo(Cases.only(swapped).fingerprint());
        assertThat(Cases.only(element + header).kind()).isEqualTo(Kind.READ_WRITE);
    }

    @Test
    void keepTwoBugsApart() {
        List<Diagnosis> found = Cases.all(
                report("0x00c000064180", side(true, 8, ASSIGN, "main.put", 20), side(false, 7, READ, "main.get", 10))
                        + report("0x00c000077770", side(true, 8, ASSIGN, "main.store", 40),
                                side(true, 7, ASSIGN, "main.store", 40))
                        + report("0x00c000088880", side(true, 8, null, "main.count", 60),
                                side(false, 7, null, "main.count", 60)));

        assertThat(found).extracting(Diagnosis::kind).containsExactly(Kind.READ_WRITE, Kind.WRITE_WRITE,
                Kind.RACE_NOT_MAP);
        assertThat(found).extracting(Diagnosis::fingerprint).doesNotHaveDuplicates();
    }

    @Test
    void takeTheReadingHalfOfAnUpdateForAnAssignment() {
        Diagnosis found = Cases.only(
                report("0x00c000064180", side(false, 8, READ, "main.inc", 20), side(true, 7, ASSIGN, "main.inc", 20)));

        assertThat(found.kind()).isEqualTo(Kind.WRITE_WRITE);
    }

    @Test
    void joinTheFatalErrorOfTheSameBug() {
        String race = report("0x00c000064180", side(true, 8, ASSIGN, "main.put", 20),
                side(false, 7, READ, "main.get", 10));
        Diagnosis found = Cases.only(race + "fatal error: concurrent map writes\n"
                + goroutine(8, "running", "main.put() /app/main.go:20", "main.main() /app/main.go:1"));
        List<Diagnosis> apart = Cases.all(race + "fatal error: concurrent map writes\n"
                + goroutine(8, "running", "main.elsewhere() /app/main.go:20"));

        assertThat(found.source()).isEqualTo(Source.FATAL_ERROR);
        assertThat(found.operation().type()).isEqualTo(OperationType.ASSIGN);
        assertThat(Objects.requireNonNull(found.counterpart().at()).function()).isEqualTo("main.get");
        assertThat(Cases.evidence(found)).contains("1 race-report");
        assertThat(apart).hasSize(2);
    }

    @Test
    void sayWhatACutReportLacks() {
        String whole = report("0x00c000064180", side(true, 8, ASSIGN, "main.put", 20),
                side(false, 7, READ, "main.get", 10));
        Diagnosis half = Cases.only(whole.substring(0, whole.indexOf("Previous")));
        Diagnosis nothing = Cases.only("WARNING: DATA RACE\n");

        assertThat(half.category()).isEqualTo(Category.CONCURRENT_WRITE);
        assertThat(half.counterpart().known()).isFalse();
        assertThat(Cases.missing(half)).contains("missing.race-second-side");
        assertThat(nothing.insufficient()).isTrue();
        assertThat(Cases.missing(nothing)).contains("missing.race-accesses");
    }

    @Test
    void sayWhenTheDetectorLostTheStackOrTheReader() {
        String lost = report("0x00c000064180", side(true, 8, ASSIGN, "main.put", 20),
                "Write at 0x00c000064180 by goroutine 7:\n  [failed to restore the stack]\n");
        String reader = report("0x00c000064180",
                side(false, 8, "runtime.mapaccess2_faststr", "runtime.mapaccess1_faststr", 20)
                        + "  main.caller()\n      /app/main.go:3 +0x1\n",
                side(true, 7, ASSIGN, "main.put", 20));

        assertThat(Cases.missing(Cases.only(lost))).contains("missing.race-stack-lost");
        assertThat(Cases.only(lost).counterpart().known()).isFalse();
        assertThat(Cases.missing(Cases.only(reader))).contains("missing.race-user-frame");
    }

    @Test
    void takeALostStackForALookupWhereTheSameGoroutineReadTheElement() {
        String header = report("0x00c000064180", side(true, 8, ASSIGN, "main.put", 20),
                "Read at 0x00c000064180 by goroutine 7:\n  [failed to restore the stack]\n");
        String element = report("0x00c000064190", side(true, 8, null, "main.put", 20),
                side(false, 7, null, "main.get", 10));
        String elsewhere = report("0x00c000064190", side(true, 8, null, "main.put", 20),
                side(false, 9, null, "main.get", 10));

        assertThat(Cases.only(header + element).counterpart().type()).isEqualTo(OperationType.READ);
        assertThat(Objects.requireNonNull(Cases.only(header + element).counterpart().at()).function())
                .isEqualTo("main.get");
        assertThat(Cases.only(header + elsewhere).counterpart().type()).isEqualTo(OperationType.UNKNOWN);
        assertThat(Cases.only(header).kind()).isEqualTo(Kind.READ_WRITE);
    }

    private static String report(String address, String first, String second) {
        String previous = "Previous " + Character.toLowerCase(second.charAt(0)) + second.substring(1);
        return "==================\nWARNING: DATA RACE\n" + first.replace("0xADDRESS", address) + "\n"
                + previous.replace("0xADDRESS", address) + "==================\n";
    }

    private static String side(boolean write, long goroutine, @Nullable String runtime, String user, int line) {
        return (write ? "Write" : "Read") + " at 0xADDRESS by goroutine " + goroutine + ":\n"
                + (runtime == null
                        ? ""
                        : "  " + runtime + "()\n      /usr/local/go/src/runtime/map_faststr.go:7 +0x0\n")
                + "  " + user + "()\n      /app/main.go:" + line + " +0x76\n";
    }
}
