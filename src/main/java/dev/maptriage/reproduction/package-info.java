/// Stage 6, `reproduction`: one [dev.maptriage.incident.Incident] in, the same failure on a model map out.
///
/// The only place where the two pure columns meet: [ReproductionPlan] turns what the text says into a scenario of
/// `simulation`, or says why there is none. A simulation is asked for in the transaction of the incident that caused it, run
/// by a durable task of whichever instance is free, and stored once per recipe, since equal recipes have equal results.
/// [Simulations] is the way in; [SimulationResult] is what is stored, sent and drawn.
///
/// The laboratories of `simulation` and `layout` are run for requests by [Labs]; the Go programs of `reproducer` are handed
/// out by [ReproducerController].
@NullMarked
package dev.maptriage.reproduction;

import org.jspecify.annotations.NullMarked;
