package dev.maptriage.masking;

import org.jspecify.annotations.Nullable;

/// Secrets that are known by their own shape.
final class Shapes {
    private static final int LONGEST_EMAIL = 128;

    private Shapes() {}

    /// A prefix that an issuer gives to its tokens, and at least so many characters after it.
    static Finder issued(int atLeast) {
        return (bytes, start, end, limit) -> {
            int far = Math.min(limit, end + Finder.REACH);
            int to = end;
            while (to < far && (Bytes.isWord(bytes[to]) || bytes[to] == '.')) {
                to++;
            }
            boolean inWord = start > 0 && Bytes.isWord(bytes[start - 1]);
            return inWord || to - end < atLeast ? null : new Finding(SecretKind.TOKEN, end, to);
        };
    }

    /// `AKIA` and sixteen capital letters or digits, and nothing after them.
    static @Nullable Finding amazonKey(byte[] bytes, int start, int end, int limit) {
        int to = end;
        while (to < limit && to - end < 17 && (Bytes.isDigit(bytes[to]) || (bytes[to] >= 'A' && bytes[to] <= 'Z'))) {
            to++;
        }
        boolean upper = bytes[start] == 'A';
        boolean inWord = start > 0 && Bytes.isWord(bytes[start - 1]);
        return upper && !inWord && to - end == 16 ? new Finding(SecretKind.TOKEN, end, to) : null;
    }

    /// `Bearer …` and `Basic …` as in a header.
    static @Nullable Finding scheme(byte[] bytes, int start, int end, int limit) {
        int to = Bytes.skipToken(bytes, end, Math.min(limit, end + Finder.REACH));
        boolean digit = false;
        for (int i = end; i < to; i++) {
            digit |= Bytes.isDigit(bytes[i]) || bytes[i] == '=';
        }
        boolean inWord = start > 0 && Bytes.isWord(bytes[start - 1]);
        return !inWord && to - end >= 8 && (digit || to - end >= 20)
                ? new Finding(SecretKind.TOKEN, end, to)
                : null;
    }

    /// `eyJ….eyJ….signature`.
    static @Nullable Finding jwt(byte[] bytes, int start, int end, int limit) {
        if (bytes[start] != 'e' || bytes[start + 1] != 'y' || bytes[start + 2] != 'J'
                || (start > 0 && Bytes.isWord(bytes[start - 1]))) {
            return null;
        }
        int far = Math.min(limit, end + Finder.REACH);
        int header = Bytes.skipWord(bytes, end, far);
        int payload = header < far && bytes[header] == '.' ? Bytes.skipWord(bytes, header + 1, far) : header;
        if (header - start < 10 || payload - header < 10) {
            return null;
        }
        int to = payload < far && bytes[payload] == '.' ? Bytes.skipWord(bytes, payload + 1, far) : payload;
        return new Finding(SecretKind.TOKEN, start, to);
    }

    /// The password in `scheme://user:password@host`.
    static @Nullable Finding urlPassword(byte[] bytes, int start, int end, int limit) {
        int far = Math.min(limit, end + 1024);
        int colon = -1;
        int at = -1;
        for (int i = end; i < far && !endsAuthority(bytes[i]); i++) {
            colon = colon < 0 && bytes[i] == ':' ? i : colon;
            at = bytes[i] == '@' ? i : at;
        }
        return colon >= 0 && at > colon + 1 ? new Finding(SecretKind.URL_PASSWORD, colon + 1, at) : null;
    }

    private static boolean endsAuthority(byte b) {
        return (b <= ' ' && b >= 0) || b == '/' || b == '?' || b == '#' || b == '"' || b == '<' || b == '>' || b == '`';
    }

    /// `name@example.com`; not `module@v1.2.3`, and nothing that stands in a path.
    static @Nullable Finding email(byte[] bytes, int start, int end, int limit) {
        int from = start;
        int near = Math.max(0, start - LONGEST_EMAIL);
        while (from > near && (Bytes.isWord(bytes[from - 1]) || bytes[from - 1] == '.' || bytes[from - 1] == '+'
                || bytes[from - 1] == '%')) {
            from--;
        }
        int to = end;
        int far = Math.min(limit, end + LONGEST_EMAIL);
        int lastDot = -1;
        while (to < far && (Bytes.isDigit(bytes[to]) || Bytes.isLetter(bytes[to]) || bytes[to] == '-'
                || (bytes[to] == '.' && to + 1 < far && Bytes.isWord(bytes[to + 1])))) {
            lastDot = bytes[to] == '.' ? to : lastDot;
            to++;
        }
        boolean version = to - end > 1 && bytes[end] == 'v' && Bytes.isDigit(bytes[end + 1]);
        if (from == start || lastDot < 0 || version || isPath(bytes, from, to, limit)) {
            return null;
        }
        for (int i = lastDot + 1; i < to; i++) {
            if (!Bytes.isLetter(bytes[i])) {
                return null;
            }
        }
        return to - lastDot > 2 ? new Finding(SecretKind.EMAIL, from, to) : null;
    }

    private static boolean isPath(byte[] bytes, int from, int to, int limit) {
        boolean before = from > 0 && (bytes[from - 1] == '/' || bytes[from - 1] == '\\' || bytes[from - 1] == '@');
        return before || (to < limit && (bytes[to] == '/' || bytes[to] == '@'));
    }

    /// `+49 170 1234567`: a plus, a country, eight to fifteen digits in all.
    static @Nullable Finding phone(byte[] bytes, int start, int end, int limit) {
        if (start > 0 && (Bytes.isToken(bytes[start - 1]) || bytes[start - 1] == ')')) {
            return null;
        }
        int digits = 1;
        int to = end;
        int far = Math.min(limit, end + 24);
        for (int i = end; i < far; i++) {
            if (Bytes.isDigit(bytes[i])) {
                digits++;
                to = i + 1;
            } else if (bytes[i] != ' ' && bytes[i] != '-' && bytes[i] != '(' && bytes[i] != ')') {
                break;
            }
        }
        boolean ends = to >= limit || !(Bytes.isWord(bytes[to]) || (bytes[to] == '.' && to + 1 < limit
                && Bytes.isWord(bytes[to + 1])));
        return ends && digits >= 8 && digits <= 15 ? new Finding(SecretKind.PHONE, start, to) : null;
    }

    /// Thirteen to nineteen digits, perhaps in groups, of a card issuer's range and with the right check digit.
    ///
    /// @param last index of the last digit of the run
    static @Nullable Finding card(byte[] bytes, int last) {
        int from = last;
        int digits = 0;
        int sum = 0;
        int first = last;
        for (int i = last; i >= 0 && last - i < 24; i--) {
            byte b = bytes[i];
            if (Bytes.isDigit(b)) {
                int value = b - '0';
                int weighed = digits % 2 == 1 ? value * 2 : value;
                sum += weighed > 9 ? weighed - 9 : weighed;
                digits++;
                first = i;
            } else if ((b != ' ' && b != '-') || (i > 0 && !Bytes.isDigit(bytes[i - 1]))) {
                break;
            }
            from = i;
        }
        boolean free = first == 0 || !((Bytes.isToken(bytes[first - 1]) && bytes[first - 1] != '=')
                || (bytes[first - 1] == ':' && first > 1 && Bytes.isDigit(bytes[first - 2])));
        boolean shape = digits >= 13 && digits <= 19 && sum % 10 == 0 && from == first;
        return free && shape && isIssued(bytes, first, digits) ? new Finding(SecretKind.CARD, first, last + 1) : null;
    }

    private static boolean isIssued(byte[] bytes, int first, int digits) {
        int two = (bytes[first] - '0') * 10 + (Bytes.isDigit(bytes[first + 1]) ? bytes[first + 1] - '0' : 0);
        return switch (two / 10) {
            case 4 -> digits == 13 || digits == 16 || digits == 19;
            case 5 -> two >= 50 && two <= 58 && digits >= 16;
            case 6 -> (two == 60 || two == 62 || two == 64 || two == 65) && digits >= 16;
            case 3 ->
                (two == 34 || two == 37) ? digits == 15 : (two == 35 && digits == 16) || (two == 36 && digits == 14);
            case 2 -> two >= 22 && two <= 27 && digits == 16;
            default -> false;
        };
    }

    /// Four numbers of 0 to 255 with dots between.
    ///
    /// @param start of the first number
    static @Nullable Finding ip(byte[] bytes, int start, int limit) {
        int i = start;
        for (int part = 0; part < 4; part++) {
            int value = 0;
            int from = i;
            while (i < limit && i - from < 4 && Bytes.isDigit(bytes[i])) {
                value = value * 10 + bytes[i++] - '0';
            }
            if (i == from || value > 255 || (part < 3 && (i >= limit || bytes[i++] != '.'))) {
                return null;
            }
        }
        boolean more = i < limit && (Bytes.isWord(bytes[i]) || (bytes[i] == '.' && i + 1 < limit
                && Bytes.isDigit(bytes[i + 1])));
        return more ? null : new Finding(SecretKind.IP, start, i);
    }

    /// Whether an IPv6 address may begin here: a hexadecimal digit or a colon, and no word before it.
    static boolean mayStartIpv6(byte[] bytes, int at) {
        boolean sign = isHex(bytes[at]) || (bytes[at] == ':' && at + 1 < bytes.length && bytes[at + 1] == ':');
        return sign && (at == 0 || !(Bytes.isWord(bytes[at - 1]) || bytes[at - 1] == '.' || bytes[at - 1] == ':'));
    }

    /// Eight groups of up to four hexadecimal digits, or fewer with one `::` for those that are zero. A time of day has two
    /// colons and is none.
    static @Nullable Finding ipv6(byte[] bytes, int start, int limit) {
        int groups = 0;
        boolean gap = false;
        int i = start;
        while (i < limit && groups < 8) {
            int from = i;
            while (i < limit && i - from < 5 && isHex(bytes[i])) {
                i++;
            }
            if (i - from > 4) {
                return null;
            }
            groups += i > from ? 1 : 0;
            boolean colon = i < limit && bytes[i] == ':';
            boolean two = colon && i + 1 < limit && bytes[i + 1] == ':';
            if (two && !gap) {
                gap = true;
                i += 2;
            } else if (colon && !two && i > from && i + 1 < limit && isHex(bytes[i + 1]) && groups < 8) {
                i++;
            } else {
                break;
            }
        }
        boolean ends = i >= limit || !(Bytes.isWord(bytes[i]) || ((bytes[i] == '.' || bytes[i] == ':') && i + 1 < limit
                && (Bytes.isWord(bytes[i + 1]) || bytes[i + 1] == ':')));
        boolean whole = groups == 8 ? !gap : gap && groups > 0;
        return ends && whole ? new Finding(SecretKind.IP, start, i) : null;
    }

    private static boolean isHex(byte b) {
        return Bytes.isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'f');
    }
}
