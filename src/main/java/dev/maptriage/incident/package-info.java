/// Stage 5, `incident`: one [dev.maptriage.diagnosis.Diagnosis] in, one [Incident] row out, joined to its [Issue] by
/// fingerprint.
///
/// Writing goes through [IncidentStore], reading through [Incidents], [Issues], [Payloads] and [Overviews]; what they hand
/// out are immutable records, the entities stay in here. [Words] turns phrases into sentences, for this package's JSON and
/// for everybody else who faces a reader.
@NullMarked
package dev.maptriage.incident;

import org.jspecify.annotations.NullMarked;
