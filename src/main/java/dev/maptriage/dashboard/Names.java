package dev.maptriage.dashboard;

/// Short forms of Go's long names; the long one stays in the tooltip.
final class Names {

    private Names() {}

    /// `example.com/shop/cart.(*Store).Put` as a Go programmer says it: `cart.(*Store).Put`. A version element keeps its
    /// module (`worker/v2.Run`), and type arguments, which may hold paths of their own, do not count.
    static String function(String full) {
        int end = full.indexOf('[');
        int slash = full.lastIndexOf('/', (end < 0 ? full.length() : end) - 1);
        if (slash > 0 && isVersion(full, slash + 1)) {
            slash = full.lastIndexOf('/', slash - 1);
        }
        // Dots in the last path element are printed escaped.
        return full.substring(slash + 1).replace("%2e", ".");
    }

    /// The last element of a path, with either kind of slash.
    static String file(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    private static boolean isVersion(String name, int start) {
        int at = start + 1;
        while (at < name.length() && Character.isDigit(name.charAt(at))) {
            at++;
        }
        return name.charAt(start) == 'v' && at > start + 1 && at < name.length() && name.charAt(at) == '.';
    }
}
