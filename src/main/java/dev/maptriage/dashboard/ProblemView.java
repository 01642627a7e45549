package dev.maptriage.dashboard;

/// Why a form was not accepted and what to do.
record ProblemView(String title, String detail) {}
