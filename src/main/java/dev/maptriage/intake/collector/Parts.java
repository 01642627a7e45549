package dev.maptriage.intake.collector;

/// How many records a body may hold at most, told by its bytes alone: each record is a line or an object. A body of nothing
/// but empty lines would else need fifty times its size while it is read.
final class Parts {
    /// Most lines, and most objects, of one delivery.
    static final int MOST = 1_000_000;
    /// What a record takes beside its text, in bytes.
    private static final long OVERHEAD = 200;

    private int left = MOST;

    /// Counts a body, or a part of one that was packed for itself, against what the delivery may hold.
    ///
    /// @throws UnreadableException when there are more
    /// @return the memory that its records take beside their text, in bytes
    long take(byte[] body) throws UnreadableException {
        int lines = 0;
        int objects = 0;
        for (byte b : body) {
            lines += b == '\n' ? 1 : 0;
            objects += b == '{' ? 1 : 0;
        }
        left -= Math.max(lines, objects);
        if (left < 0) {
            throw new UnreadableException("it has more than " + MOST + " lines or objects; send it in several parts");
        }
        return OVERHEAD * Math.max(lines, objects);
    }
}
