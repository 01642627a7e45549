package dev.maptriage.envelope;

/// The `\r` at the end of lines, which Windows and terminals add.
///
/// @param lines  without them; the lines given when there were none
/// @param mostly whether most lines had one
record CarriageReturns(Lines lines, boolean mostly) {

    static CarriageReturns without(Lines lines) {
        int found = 0;
        for (int i = 0; i < lines.size(); i++) {
            found += lines.to(i) > lines.from(i) && lines.bytes(i)[lines.to(i) - 1] == '\r' ? 1 : 0;
        }
        if (found == 0) {
            return new CarriageReturns(lines, false);
        }
        Lines out = new Lines(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            byte[] bytes = lines.bytes(i);
            int to = lines.to(i);
            while (to > lines.from(i) && bytes[to - 1] == '\r') {
                to--;
            }
            out.add(bytes, lines.from(i), to, lines.origin(i));
        }
        return new CarriageReturns(out, 2 * found >= lines.size());
    }
}
