/// Takes secrets out of a text before anybody keeps it: tokens, keys, passwords, addresses of people, card numbers.
///
/// ```text
/// bytes ──▶ Words (one automaton over all signs)  ──▶ sign found? ──▶ its Finder looks at what stands around it ──▶ [masked]
///       └─▶ digits in a row                       ──▶ a card number?
/// ```
/// One pass, linear, and blocks without a secret are not copied. Lines stay lines, so that whatever points at line 31
/// still points at it. A masked text must diagnose the same: what Go itself prints is never a secret.
///
/// Pure: `java.*`, and RE2/J for patterns of one's own, which cannot run away.
@NullMarked
package dev.maptriage.masking;

import org.jspecify.annotations.NullMarked;
