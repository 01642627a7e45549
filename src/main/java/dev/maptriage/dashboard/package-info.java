/// Stage 7, `dashboard`: stored incidents and issues in, HTML out.
///
/// Controllers gather what a page needs, `*View` records hold it as finished words and links, and the templates in
/// `frontend-templates/` only place it. Every page works without JavaScript; every state of a page has a URL.
@NullMarked
package dev.maptriage.dashboard;

import org.jspecify.annotations.NullMarked;
