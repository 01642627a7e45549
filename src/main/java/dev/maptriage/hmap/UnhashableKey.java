package dev.maptriage.hmap;

/// An interface key whose dynamic type has no equality, such as a slice: hashing it panics.
///
/// @param type the Go type, such as `[]int`
public record UnhashableKey(String type) {}
