package dev.maptriage.dashboard;

/// A saved search in a list of them.
///
/// @param query   as it stands in the search box
/// @param current whether the list shows it
/// @param by      who saved it, in words
record SavedView(String id, String name, String href, String query, boolean current, String by) {}
