package dev.maptriage.hmap;

/// The key type of a map, as far as the runtime tells key types apart.
///
/// Integers, pointers and floats travel as `long` (pointers as numbers, floats as IEEE bits); strings, structs and
/// interface values as objects compared by `equals`. Elements are always a `uint64`.
public enum KeyKind {

    /** {@code map[uint64]uint64}: the {@code _fast64} functions. */
    UINT64("_fast64", "_fast64", false, 144),
    /** {@code map[uint32]uint64}: the {@code _fast32} functions. */
    UINT32("_fast32", "_fast32", false, 112),
    /** {@code map[string]uint64}: the {@code _faststr} functions. */
    STRING("_faststr", "_faststr", true, 208),
    /** {@code map[*byte]uint64}: assigned by {@code mapassign_fast64ptr}, else as {@link #UINT64}. */
    POINTER("_fast64", "_fast64ptr", true, 144),
    /** {@code map[float64]uint64}: generic functions; a NaN differs from itself, both zeros are one key. */
    FLOAT64("", "", false, 144),
    /** {@code map[[3]uint64]uint64}: generic functions over a plain memory key. */
    STRUCT("", "", false, 272),
    /** {@code map[any]uint64}: generic functions; hashing a key may panic. */
    INTERFACE("", "", true, 208);

    private final String suffix;
    private final String assignSuffix;
    private final boolean bucketPointers;
    private final int bucketSize;

    KeyKind(String suffix, String assignSuffix, boolean bucketPointers, int bucketSize) {
        this.suffix = suffix;
        this.assignSuffix = assignSuffix;
        this.bucketPointers = bucketPointers;
        this.bucketSize = bucketSize;
    }

    /// Whether keys are objects and not `long`s.
    public boolean objectKeys() {
        return this == STRING || this == STRUCT || this == INTERFACE;
    }

    /// Whether the runtime has functions of its own for this kind.
    public boolean fast() {
        return !suffix.isEmpty();
    }

    /// Whether two `long` keys are the same key exactly when their bits are.
    public boolean comparesBits() {
        return this == UINT64 || this == UINT32 || this == POINTER;
    }

    /// Whether a key always equals itself (`abi.MapType.ReflexiveKey`): not floats, nor interfaces that may hold one.
    public boolean reflexive() {
        return this != FLOAT64 && this != INTERFACE;
    }

    /// Whether an overwrite also replaces the key (`abi.MapType.NeedKeyUpdate`).
    public boolean needsKeyUpdate() {
        return this == STRING || this == FLOAT64 || this == INTERFACE;
    }

    /// Whether a bucket or group holds pointers, which decides what is wiped (`abi.Type.Pointers`).
    public boolean bucketPointers() {
        return bucketPointers;
    }

    /// The size of a classic bucket in bytes.
    public int bucketSize() {
        return bucketSize;
    }

    /// The runtime function of an access, delete, growth or evacuation, such as `runtime.evacuate_faststr`.
    public String function(String base) {
        return "runtime." + base + suffix;
    }

    /// The runtime function of an assign, such as `runtime.mapassign_fast64ptr`.
    public String assignFunction() {
        return "runtime.mapassign" + assignSuffix;
    }
}
