package dev.maptriage.diagnosis;

/// The family of runtime map functions, which the key's type selects.
public enum KeyKind {
    FAST32,
    FAST64,
    FAST64PTR,
    FASTSTR,
    GENERIC,
    UNKNOWN
}
