package dev.maptriage.trace;

/// `rax    0x0`, `rip    0x46fdc3`, `eflags 0x286`: the registers at the end of a dump by signal.
final class Registers {

    private Registers() {}

    static boolean isRegister(LineReader reader) {
        byte[] bytes = reader.bytes;
        int i = reader.start;
        int end = reader.end();
        if (end - i > 40) {
            return false;
        }
        while (i < end && ((bytes[i] >= 'a' && bytes[i] <= 'z') || Ascii.isDigit(bytes[i]))) {
            i++;
        }
        int name = i - reader.start;
        while (i < end && bytes[i] == ' ') {
            i++;
        }
        if (name < 2 || name > 8 || i + 3 > end || bytes[i] != '0' || bytes[i + 1] != 'x') {
            return false;
        }
        i += 2;
        while (i < end && Ascii.isHex(bytes[i])) {
            i++;
        }
        return i == end;
    }
}
