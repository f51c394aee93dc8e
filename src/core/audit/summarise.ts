import type { SetName } from "../corpus/document.ts";
import type { Role } from "../model/question.ts";
import { ROLES } from "../model/question.ts";
import type { MetricSummary, Probe, ProbeSample } from "../probes/probe.ts";
import { scoreOf } from "../probes/sampleScores.ts";
import { bootstrapIntervals } from "../stats/bootstrap.ts";
import { intervalBy } from "../stats/intervalMethod.ts";
import { countedMean } from "../stats/mean.ts";

const SETS: readonly SetName[] = ["forget", "retain", "holdout"];

/**
 * A metric's name in a result: bare for the target on the forget set, else followed by role and set, as in
 * "pz_max.reference" and "pz_max.reference.retain".
 */
export function metricKey(metric: string, role: Role, set: SetName): string {
	return [metric, role === "target" ? "" : role, set === "forget" ? "" : set].filter((part) => part !== "").join(".");
}

/** The mean over documents of each score a probe gives, per role and set, with a percentile bootstrap over documents. */
export function summarise(
	probe: Probe,
	samples: readonly ProbeSample[],
	seed: number,
): Readonly<Record<string, MetricSummary>> {
	return Object.assign(
		{},
		...SETS.map((set) =>
			summariseSet(
				probe,
				samples.filter((s) => s.set === set),
				set,
				seed,
			),
		),
	);
}

function summariseSet(
	probe: Probe,
	samples: readonly ProbeSample[],
	set: SetName,
	seed: number,
): Readonly<Record<string, MetricSummary>> {
	const columns = ROLES.flatMap((role) =>
		probe.metrics.flatMap((definition) => {
			const values = samples.map((s) => scoreOf(s, definition.name, role) ?? Number.NaN);
			return values.some((v) => !Number.isNaN(v)) ? [{ role, definition, values }] : [];
		}),
	);
	const means = (counts: Uint32Array): number[] => columns.map((c) => countedMean(c.values, counts));
	const all = means(new Uint32Array(samples.length).fill(1));
	const intervals = bootstrapIntervals(samples.length, means, seed);
	return Object.fromEntries(
		columns.map(({ role, definition, values }, i) => [
			metricKey(definition.name, role, set),
			{
				value: all[i] ?? Number.NaN,
				n: values.filter((v) => !Number.isNaN(v)).length,
				...intervalBy("documents", intervals[i] ?? [Number.NaN, Number.NaN]),
				orientation: definition.orientation,
				title: definition.title,
				explanation: definition.explanation,
				role,
				set,
				probe: probe.id,
			},
		]),
	);
}
