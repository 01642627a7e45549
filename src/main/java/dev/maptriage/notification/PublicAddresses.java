package dev.maptriage.notification;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Tells addresses of the public internet from all others, so that nobody can make this service call the inside of the network
/// it stands in. The ranges are those that IANA registers for special purposes.
final class PublicAddresses {
    private static final List<Range> NOT_PUBLIC = List.of(Range.of("0.0.0.0/8"), Range.of("10.0.0.0/8"),
            Range.of("100.64.0.0/10"), Range.of("127.0.0.0/8"), Range.of("169.254.0.0/16"), Range.of("172.16.0.0/12"),
            Range.of("192.0.0.0/24"), Range.of("192.0.2.0/24"), Range.of("192.88.99.0/24"),
            Range.of("192.168.0.0/16"), Range.of("198.18.0.0/15"), Range.of("198.51.100.0/24"),
            Range.of("203.0.113.0/24"), Range.of("224.0.0.0/4"), Range.of("240.0.0.0/4"));
    /// What is global of IPv6 lies here.
    private static final Range GLOBAL = Range.of("2000::/3");
    private static final List<Range> NOT_GLOBAL = List.of(Range.of("2001::/23"), Range.of("2001:db8::/32"),
            Range.of("3fff::/20"));
    private static final Range SIX_TO_FOUR = Range.of("2002::/16");
    private static final Range NAT64 = Range.of("64:ff9b::/96");

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return NOT_PUBLIC.stream().noneMatch(range -> range.holds(bytes));
        }
        // An IPv4 address inside an IPv6 one is reached through a gateway: the inner one counts.
        if (SIX_TO_FOUR.holds(bytes)) {
            return isPublic(inner(bytes, 2));
        }
        if (NAT64.holds(bytes) || isMapped(bytes)) {
            return isPublic(inner(bytes, 12));
        }
        boolean scoped = address instanceof Inet6Address six && six.getScopeId() != 0;
        return !scoped && GLOBAL.holds(bytes) && NOT_GLOBAL.stream().noneMatch(range -> range.holds(bytes));
    }

    private static boolean isMapped(byte[] bytes) {
        return IntStream.range(0, 10).allMatch(i -> bytes[i] == 0) && bytes[10] == bytes[11]
                && (bytes[10] == 0 || bytes[10] == -1);
    }

    private static InetAddress inner(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static final class Range {
        private final byte[] network;
        private final int bits;

        private Range(byte[] network, int bits) {
            this.network = network;
            this.bits = bits;
        }

        static Range of(String cidr) {
            String[] parts = cidr.split("/", -1);
            try {
                return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address in digits needs no look-up", e);
            }
        }

        boolean holds(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
