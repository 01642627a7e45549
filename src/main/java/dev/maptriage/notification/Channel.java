package dev.maptriage.notification;

/// How somebody is told.
public enum Channel {
    /** A signed POST of JSON, as Standard Webhooks have it. */
    WEBHOOK,
    /** A message for Slack and those that read the same: Mattermost, Rocket.Chat, Discord. */
    SLACK,
    /** E-mail. */
    EMAIL
}
