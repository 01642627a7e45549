package dev.maptriage.masking;

/// What was masked; the note of an upload counts them apart.
public enum SecretKind {
    /** A value behind a word such as {@code password} or {@code token}. */
    VALUE,
    /** A credential with a shape of its own: JWT, cloud key, personal access token, bearer header. */
    TOKEN,
    /** The password inside a URL. */
    URL_PASSWORD,
    /** The body of a private key. */
    PRIVATE_KEY,
    EMAIL,
    PHONE,
    CARD,
    /** An IP address, where that is asked for. */
    IP,
    /** What a pattern of one's own found. */
    CUSTOM
}
