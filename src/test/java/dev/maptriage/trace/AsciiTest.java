package dev.maptriage.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AsciiTest {

    @Test
    void findsEveryLineBreakThatAPlainSearchFinds() {
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = random.nextInt(12) == 0 ? (byte) '\n' : random.nextInt(3) == 0 ? (byte) 0x8a : bytes[i];
            }
            int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            int to = from + random.nextInt(bytes.length - from + 1);
            int plain = from;
            while (plain < to && bytes[plain] != '\n') {
                plain++;
            }
            assertThat(Ascii.lineEnd(bytes, from, to)).isEqualTo(plain);
        }
    }

    @Test
    void readsNumbersThatFit() {
        assertThat(number("0")).isZero();
        assertThat(number("123456789012345678")).isEqualTo(123456789012345678L);
        assertThat(number("1234567890123456789")).isEqualTo(-1);
        assertThat(number("")).isEqualTo(-1);
        assertThat(number("12a")).isEqualTo(-1);
        assertThat(number("-1")).isEqualTo(-1);
    }

    @Test
    void searchesOnlyInTheRange() {
        byte[] bytes = Ascii.bytes("abcabc");
        assertThat(Ascii.indexOf(bytes, 1, 6, Ascii.bytes("abc"))).isEqualTo(3);
        assertThat(Ascii.indexOf(bytes, 1, 5, Ascii.bytes("abc"))).isEqualTo(-1);
        assertThat(Ascii.indexOf(bytes, 1, 5, 'a')).isEqualTo(3);
        assertThat(Ascii.lastIndexOf(bytes, 0, 5, 'c')).isEqualTo(2);
        assertThat(Ascii.startsWith(bytes, 3, 5, Ascii.bytes("abc"))).isFalse();
        assertThat(Ascii.endsWith(bytes, 4, 6, Ascii.bytes("abc"))).isFalse();
        assertThat(Ascii.endsWith(bytes, 1, 6, Ascii.bytes("bc"))).isTrue();
    }

    @Test
    void hashesEqualBytesAlikeWhereverTheyStand() {
        byte[] bytes = Ascii.bytes("0123456789abcdef0123456789abcdef");
        for (int length = 0; length <= 16; length++) {
            assertThat(Ascii.hash(bytes, 0, length)).isEqualTo(Ascii.hash(bytes, 16, 16 + length));
        }
        assertThat(Ascii.hash(bytes, 0, 9)).isNotEqualTo(Ascii.hash(bytes, 0, 10));
    }

    private static long number(String text) {
        return Ascii.number(Ascii.bytes(text), 0, text.length());
    }
}
