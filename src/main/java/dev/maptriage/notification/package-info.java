/// Tells people and programs outside what happens to issues: rules, signed webhooks, chat messages and e-mail.
///
/// `IssueSeen` is heard inside the transaction that counts an incident, and a notification is a row and a durable task of it:
/// nothing is told that was rolled back, and nothing is lost. Sending goes on behind, again and again until it is accepted.
@NullMarked
package dev.maptriage.notification;

import org.jspecify.annotations.NullMarked;
