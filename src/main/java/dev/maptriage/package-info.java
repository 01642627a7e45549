/// One crash travels a straight line through seven stages; packages, meters, pages and docs use the same names.
///
/// ```text
///  bytes ──▶ intake ──▶ envelope ──▶ trace ──▶ diagnosis ──▶ incident ──▶ reproduction ──▶ dashboard
///            HTTP body   clean text   what the   what we       row, joined   simulation on    pages
///            + labels    lines        text says  think, why    to its issue  the map engine
/// ```
///
/// `trace` and `diagnosis` are pure Java and know nothing of Spring; the arrows between packages are held by
/// `ModuleBoundariesTest`.
@NullMarked
package dev.maptriage;

import org.jspecify.annotations.NullMarked;
