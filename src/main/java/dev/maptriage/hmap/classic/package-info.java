@NullMarked
package dev.maptriage.hmap.classic;

import org.jspecify.annotations.NullMarked;
