package dev.maptriage.hmap.classic;

import java.util.Arrays;

/// The allocator's size classes, as far as a bucket array sees them: what it asks for is rounded up, and the surplus
/// becomes preallocated overflow buckets (`runtime/msize.go`, `runtime/sizeclasses.go`).
final class SizeClasses {

    private static final int MAX_SMALL = 32768;
    private static final int PAGE = 8192;
    private static final int HEADER = 8;
    private static final int MIN_FOR_HEADER = 512;

    private static final int[] CLASSES = {0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
        256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792,
        2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240,
        10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768};

    private SizeClasses() {}

    /// What the allocator really gives for `size` bytes (`runtime.roundupsize`).
    ///
    /// @param headers from Go 1.22 on: larger small objects with pointers carry a header
    static long roundupsize(long size, boolean noscan, boolean headers) {
        if (!headers) {
            return size < MAX_SMALL ? classOf(size) : alignUp(size);
        }
        if (size > MAX_SMALL - HEADER) {
            return alignUp(size);
        }
        int header = !noscan && size > MIN_FOR_HEADER ? HEADER : 0;
        return classOf(size + header) - header;
    }

    private static long classOf(long size) {
        int at = Arrays.binarySearch(CLASSES, (int) size);
        return CLASSES[at >= 0 ? at : -at - 1];
    }

    private static long alignUp(long size) {
        return (size + PAGE - 1) / PAGE * PAGE;
    }
}
