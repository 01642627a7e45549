package dev.maptriage.masking;

/// A secret in a block of bytes.
///
/// @param from first byte to mask
/// @param to   behind the last
record Finding(SecretKind kind, int from, int to) {}
