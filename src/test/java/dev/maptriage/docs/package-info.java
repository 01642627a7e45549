/// What the documents say, held against the running service.
@NullMarked
package dev.maptriage.docs;

import org.jspecify.annotations.NullMarked;
