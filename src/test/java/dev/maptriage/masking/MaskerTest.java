package dev.maptriage.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.maptriage.masking.Masker.MaskCounts;
import dev.maptriage.trace.TraceText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Secrets in the shapes in which programs print them, and look-alikes that have to stay.
class MaskerTest {
    private static final String LONG = "Zz9".repeat(14);
    private final Masker masker = new Masker(MaskingRules.DEFAULT);

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '~', value = {
        "password=hunter2 ¦ password=[masked]",
        "Password: hunter2, retry ¦ Password: [masked], retry",
        "{User:bob Password:hunter2 Age:3} ¦ {User:bob Password:[masked] Age:3}",
        "{\"user\":\"bob\",\"password\":\"hun ter,2\"} ¦ {\"user\":\"bob\",\"password\":\"[masked]\"}",
        "{\\\"token\\\":\\\"abc\\\",\\\"n\\\":1} ¦ {\\\"token\\\":\\\"[masked]\\\",\\\"n\\\":1}",
        "GET /x?api_key=abc&n=1 ¦ GET /x?api_key=[masked]&n=1",
        "client_secret => s3cr ¦ client_secret => [masked]",
        "DB_PASSWORD='p w' ¦ DB_PASSWORD='[masked]'",
        "access_token_id=a1b2 ¦ access_token_id=[masked]",
        "goroutine 7 [running] {\"token\": \"t1\"}: ¦ goroutine 7 [running] {\"token\": \"[masked]\"}:",
        "token: a1b2c3 ¦ token: [masked]",
        "Authorization: Basic Ym9iOmh1 ¦ Authorization: Basic [masked]",
        "map[Authorization:[Bearer abc def] X:[1]] ¦ map[Authorization:[Bearer [masked]] X:[1]]",
        "Cookie: a=b; c=d ¦ Cookie: [masked]",
        "dial postgres://bob:hunter2@db:5432/x failed ¦ dial postgres://bob:[masked]@db:5432/x failed",
        "amqp://u:p@ss@mq/ ¦ amqp://u:[masked]@mq/",
        "mail to jane.doe+x@mail.example.com now ¦ mail to [masked] now",
        "call +49 170 1234567. ¦ call [masked].",
        "call +1-212-555-0199, please ¦ call [masked], please",
        "card 4111 1111 1111 1111 declined ¦ card [masked] declined",
        "card=5555555555554444 ¦ card=[masked]",
        "amex 378282246310005 ¦ amex [masked]"})
    void masksSecretsAndNothingAroundThem(String text, String masked) {
        assertThat(masker.mask(text.strip())).isEqualTo(masked.strip());
    }

    @Test
    void masksTokensByTheirShape() {
        String jwt = "eyJ" + "hbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9." + LONG;
        assertThat(masker.mask("got " + jwt + ", sorry")).isEqualTo("got [masked], sorry");
        assertThat(masker.mask("Bearer " + LONG + " refused")).isEqualTo("Bearer [masked] refused");
        assertThat(masker.mask("ghp_" + LONG)).isEqualTo("ghp_[masked]");
        assertThat(masker.mask("key AK" + "IA" + "Q".repeat(16) + ".")).isEqualTo("key AKIA[masked].");
        assertThat(masker.mask("sk_" + "live_" + LONG)).isEqualTo("sk_live_[masked]");
        assertThat(masker.mask("mtr_" + "aB3-_".repeat(9).substring(0, 43))).isEqualTo("mtr_[masked]");
        assertThat(masker.mask("mtr_resize_table_of_entries")).isEqualTo("mtr_resize_table_of_entries");
    }

    @Test
    void masksAPrivateKeyLineByLine() {
        TraceText text = TraceText.of("-----BEGIN RSA PRIVATE" + " KEY-----\n" + LONG + "\n" + LONG
                + "\n-----END RSA PRIVATE KEY-----\npanic: x\n");
        MaskCounts counts = new MaskCounts();

        TraceText masked = masker.mask(text, counts);

        assertThat(masked.lineCount()).isEqualTo(5);
        assertThat(masked.line(2)).isEqualTo("[masked]");
        assertThat(masked.line(3)).isEqualTo("[masked]");
        assertThat(masked.line(5)).isEqualTo("panic: x");
        assertThat(counts.of(SecretKind.PRIVATE_KEY)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "panic: assignment to entry in nil map", "panic: bad token: assignment to entry in nil map",
        "panic: password: concurrent map writes", "fatal error: concurrent map read and map write",
        "goroutine 18 [sync.Mutex.Lock, 3 minutes]:", "example.com/auth.(*Token).Set(0xc000010250, {0x4b3400, 0x5})",
        "\t/go/pkg/mod/github.com/foo/bar@v1.2.3/x.go:12 +0x1d",
        "\t/go/pkg/mod/github.com/foo/bar@v1.2.3-rc.beta/x.go:12 +0x1d", "\t/src/token/secret.go:57 +0x12345678",
        "created by main.password in goroutine 41",
        "gc 2 @0.174s 3%: 2.5+7.7+0.20 ms clock, 5.0+0/8.7/0.38+0.41 ms cpu, 26->29->17 MB, 30 MB goal, 2 P",
        "Token: 0xc000012345", "token:nil password:<nil> secret:\"\"", "max_tokens=500", "tokenizer: v2 of 2024",
        "the bearer certificates expired", "2026-11-23T10:00:00.123456789+01:00 x", "ts=1700000000000000000",
        "ts=1732352400123456", "https://example.com/a@b", "https://bob@example.com:8080/x",
        "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4111111111111111]",
        "eyJust an ordinary word.", "asian markets", "1 + 1 = 2, +12345", "v1.2.3+20241010123456",
        "order 4111 1111 1111 1112", "+0x4111111111111111", "rax    0x4111111111111111"})
    void leavesEverythingElse(String text) {
        assertThat(masker.mask(text)).isEqualTo(text);
    }

    @Test
    void aMaskedTextIsNotMaskedAgain() {
        String once = masker
                .mask("password=hunter2 Authorization: Bearer " + LONG + " a://b:c@d jane@mail.example.com");
        assertThat(masker.mask(once)).isEqualTo(once);
    }

    @Test
    void aTextWithoutSecrets_isTheSameObject() {
        TraceText text = TraceText.of("panic: x\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\n");
        assertThat(masker.mask(text, new MaskCounts())).isSameAs(text);
    }

    @Test
    void countsByKind_andKeepsLines() {
        TraceText text = TraceText.of("a\npassword=x1\njane@mail.example.com\nz\n");
        MaskCounts counts = new MaskCounts();

        TraceText masked = masker.mask(text, counts);

        assertThat(masked.line(2)).isEqualTo("password=[masked]");
        assertThat(masked.line(4)).isEqualTo("z");
        assertThat(counts.total()).isEqualTo(2);
        assertThat(counts.of(SecretKind.EMAIL)).isEqualTo(1);
    }

    @Test
    void addressesOnlyWhenAsked() {
        String text = "dial tcp 10.1.2.3:5432, go1.2.3.4.5, 999.1.1.1";
        assertThat(masker.mask(text)).isEqualTo(text);
        assertThat(new Masker(new MaskingRules(true, true, List.of())).mask(text))
                .isEqualTo("dial tcp [masked]:5432, go1.2.3.4.5, 999.1.1.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '~', value = {
        "dial [2001:db8::8a2e:370:7334]:443 ¦ dial [[masked]]:443",
        "from fe80::1%eth0 ¦ from [masked]%eth0", "::1 said ¦ [masked] said", "at 2001:db8::. ¦ at [masked].",
        "1:2:3:4:5:6:7:8 ¦ [masked]", "::ffff:10.1.2.3 ¦ ::ffff:[masked]", "at 12:30:45 ¦ at 12:30:45",
        "std::map ¦ std::map", "a::b::c ¦ a::b::c", "main.go:12:3 ¦ main.go:12:3", "1:2:3:4:5:6:7 ¦ 1:2:3:4:5:6:7",
        "00:1b:44:11:3a:b7 ¦ 00:1b:44:11:3a:b7", "x :: y ¦ x :: y"})
    void addressesOfVersionSixToo(String text, String masked) {
        assertThat(masker.mask(text.strip())).isEqualTo(text.strip());
        assertThat(new Masker(new MaskingRules(true, true, List.of())).mask(text.strip())).isEqualTo(masked.strip());
    }

    @Test
    void aKeyWhoseBeginningIsCutOffIsMaskedFromItsEnd() {
        String key = LONG + "\n" + LONG + "\nQw==\n-----END EC PRIVATE" + " KEY-----\npanic: x\n";
        assertThat(masker.mask("started\n" + key))
                .isEqualTo("started\n[masked]\n[masked]\n[masked]\n-----END EC PRIVATE" + " KEY-----\npanic: x\n");
    }

    @Test
    void ownPatterns_maskTheirFirstGroup() {
        Masker own = new Masker(new MaskingRules(true, false, List.of("customer (\\d+)", "ACME-[0-9]{4}")));
        assertThat(own.mask("customer 4711 of ACME-1234")).isEqualTo("customer [masked] of [masked]");
        assertThatThrownBy(() -> new Masker(new MaskingRules(true, false, List.of("(")))).isInstanceOf(
                com.google.re2j.PatternSyntaxException.class);
    }

    @Test
    void offMeansOff() {
        assertThat(new Masker(new MaskingRules(false, false, List.of())).mask("password=x1")).isEqualTo("password=x1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password=", "token", "\"", "://", "a@", "+1 ", "4", "eyJ", "-----BEGIN PRIVATE KEY-----",
        "authorization: ", "\\", "Bearer ", "4 "})
    void repeatsAreReadInLinearTime_andNeverFail(String bit) {
        String text = bit.repeat(60_000);
        assertThat(masker.mask(text)).isNotNull();
        assertThat(masker.mask(TraceText.of(text), new MaskCounts()).lineCount()).isEqualTo(1);
    }

    /// A text in pieces, each masked with what the one before it left: put together they say what is left of the text.
    private String inPieces(Masker masker, String... pieces) {
        StringBuilder all = new StringBuilder();
        String tail = "";
        for (String piece : pieces) {
            Masker.Pieces masked = masker.mask(tail, List.of(piece), new MaskCounts());
            if (masked.reach() > 0) {
                all.setLength(all.length() - masked.reach());
                all.append(Masker.MASK);
            }
            all.append(masked.texts().getFirst());
            tail = masked.tail();
        }
        return all.toString().replaceAll("(\\[masked])+", Masker.MASK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '~', value = {
        "password=hun|ter2 ok ¦ password=[masked] ok", "pass|word=hunter2 ok ¦ password=[masked] ok",
        "password=|hunter2 ok ¦ password=[masked] ok", "password=hu|nt|er2 ok ¦ password=[masked] ok",
        "{\"password\":\"hun ter|2 x\"} ¦ {\"password\":\"[masked]\"}",
        "dial postgres://bob:hun|ter2@db ¦ dial postgres://bob:[masked]@db",
        "card 4111 1111 |1111 1111 declined ¦ card [masked] declined",
        "mail to jane.doe|@mail.example.com now ¦ mail to [masked] now",
        "Authorization: Basic Ym9i|OmhhaGE= ¦ Authorization: Basic [masked]",
        "call +49 170| 1234567. ¦ call [masked].", "panic: nothing |to hide ¦ panic: nothing to hide"})
    void aSecretInTwoPiecesIsMaskedInBoth(String text, String masked) {
        assertThat(inPieces(masker, text.strip().split("\\|"))).isEqualTo(masked.strip());
    }

    @Test
    void aTokenIsMaskedWhereverItIsCut() {
        String text = "got ghp_" + LONG + ", sorry\n";
        String jwt = "got eyJ" + "hbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9." + LONG + ", sorry\n";
        for (int cut = 1; cut < jwt.length() - 1; cut++) {
            assertThat(inPieces(masker, jwt.substring(0, cut), jwt.substring(cut))).as("cut at %d", cut)
                    .isEqualTo("got [masked], sorry\n");
        }
        for (int cut = 1; cut < text.length() - 1; cut++) {
            assertThat(inPieces(masker, text.substring(0, cut), text.substring(cut))).as("cut at %d", cut)
                    .isEqualTo("got ghp_[masked], sorry\n");
        }
    }

    @Test
    void aKeyIsMaskedThatComesALineAtATime() {
        String begin = "-----BEGIN RSA PRIVATE" + " KEY-----\n";
        String end = "-----END RSA PRIVATE" + " KEY-----\n";
        assertThat(inPieces(masker, begin, LONG + "\n", LONG + "\n", "Qw==\n", end, "panic: x\n", "main.main()\n"))
                .isEqualTo(begin + "[masked]\n[masked]\n[masked]\n" + end + "panic: x\nmain.main()\n");
        String line = ("Zz9+" + "aB/1").repeat(8);
        assertThat(inPieces(masker, line + "\n", begin)).as("out of order").isEqualTo("[masked]\n" + begin);
    }

    @Test
    void aTailHoldsNoSecret() {
        Masker.Pieces pieces = masker.mask("", List.of("a\n", "password=hunter2hunter2"), new MaskCounts());
        assertThat(pieces.texts()).containsExactly("a\n", "password=[masked]");
        assertThat(pieces.tail()).isEqualTo("password=xxxxxxxx");
        assertThat(masker.mask(pieces.tail(), List.of("\n"), new MaskCounts()).tail()).isEmpty();
        assertThat(masker.mask("", List.of("y".repeat(10_000)), new MaskCounts()).tail()).hasSize(512);
    }

    @Test
    void ownPatternsAreFoundAcrossPieces() {
        Masker own = new Masker(new MaskingRules(true, false, List.of("ACME-[0-9]{4}")));
        assertThat(inPieces(own, "of ACME-1", "234.")).isEqualTo("of [masked].");
    }
}
