package dev.maptriage.layout;

import java.util.Arrays;

/// The sizes in which Go's allocator hands out objects.
final class SizeClasses {
    private static final int MAX_SMALL = 32_768;
    private static final int PAGE = 8_192;
    private static final int TINY = 16;
    /// From Go 1.22 on, larger small objects with pointers carry a word that describes them.
    private static final int HEADER = 8;

    private static final int[] CLASSES = {8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
        256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280, 1408, 1536, 1792,
        2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240,
        10880, 12288, 13568, 14336, 16384, 18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768};

    private SizeClasses() {}

    /// The bytes that one object of this size really takes on the heap.
    static long of(long size, boolean pointers, boolean headers, int word) {
        if (size == 0) {
            return 0;
        }
        // What a bitmap of one word can describe: 512 bytes on 64 bits, 128 on 32.
        int described = word * word * 8;
        int header = headers && pointers && size > described ? HEADER : 0;
        long wanted = size + header;
        if (wanted > MAX_SMALL) {
            return Shape.up(size, PAGE);
        }
        int at = Arrays.binarySearch(CLASSES, (int) wanted);
        return CLASSES[at >= 0 ? at : -at - 1];
    }

    /// Whether several such objects share one block of 16 bytes.
    static boolean tiny(long size, boolean pointers) {
        return size > 0 && size < TINY && !pointers;
    }
}
