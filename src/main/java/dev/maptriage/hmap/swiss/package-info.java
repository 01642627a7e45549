@NullMarked
package dev.maptriage.hmap.swiss;

import org.jspecify.annotations.NullMarked;
