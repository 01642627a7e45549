/// Who may come in, and what they did: tokens and their scopes, log-in, limits on how often, the log of who did what. Stands
/// before all other packages; of intake it uses the words of refusals alone.
@NullMarked
package dev.maptriage.access;

import org.jspecify.annotations.NullMarked;
