package dev.maptriage.layout;

/// A processor, as far as layouts differ.
public enum Architecture {
    /** 64 bits. */
    AMD64("amd64", 8),
    /** 64 bits; some have cache lines of 128 bytes. */
    ARM64("arm64", 8),
    /** 32 bits: words of 4 bytes, and nothing but {@code sync/atomic}'s own types is aligned to more. */
    I386("386", 4);

    private final String label;
    private final int word;

    Architecture(String label, int word) {
        this.label = label;
        this.word = word;
    }

    /// Its GOARCH.
    public String label() {
        return label;
    }

    /// Bytes of a pointer, an `int` and a register.
    public int word() {
        return word;
    }
}
