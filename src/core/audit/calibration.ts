import type { Note, ProbeSample } from "../probes/probe.ts";
import { type Calibration, calibrate } from "../stats/falseDiscovery.ts";

/** Metrics whose graded claims are calibrated, with what their controls reach. */
export type Significance = ReadonlyMap<string, Calibration>;

interface Calibrated {
	readonly metric: string;
	readonly against: "holdout" | "reference";
	readonly calibration: Calibration;
}

/**
 * What a probe measured on the forget set against its null distribution: the same measurements on holdout documents or,
 * where those were not asked, the reference's on the same passages. Undefined without either.
 */
export function calibrateProbe(samples: readonly ProbeSample[], rate: number): Calibrated | undefined {
	const tested = samples.flatMap(({ set, result }) => (result.tested ? [{ set, ...result.tested }] : []));
	const metric = tested[0]?.metric;
	if (metric === undefined) return undefined;
	const of = (set: ProbeSample["set"]) => tested.filter((t) => t.set === set);
	const values = (lists: readonly (readonly number[])[]): readonly number[] => lists.flat();
	const forget = of("forget");
	const holdout = values(of("holdout").map(({ target }) => target));
	const reference = values(forget.map((t) => t.reference ?? []));
	const against = holdout.length > 0 ? "holdout" : "reference";
	const controls = holdout.length > 0 ? holdout : reference;
	if (controls.length === 0 || forget.length === 0) return undefined;
	return { metric, against, calibration: calibrate(values(forget.map(({ target }) => target)), controls, rate) };
}

/** The rate, the smallest attainable p and what it would take: what a reader needs to weigh a graded claim. */
export function calibrationNote({ metric, against, calibration: c }: Calibrated, title: string): Note {
	const controls = against === "holdout" ? "of holdout text" : "of the reference";
	const outcome =
		c.significant > 0
			? `${c.significant} of ${c.tests} are significant, from ${number(c.threshold)} on`
			: `none of ${c.tests} is significant`;
	const alone =
		c.controls >= c.needed
			? ""
			: ` A single one alone could not be significant: that would take ${c.needed.toLocaleString("en-US")} controls.`;
	return {
		kind: "gate",
		message: `${title} (${metric}): ${outcome} at a false discovery rate of ${100 * c.rate} %, against ${c.controls} controls ${controls}; the smallest attainable p is ${number(c.smallestP)}.${alone}`,
	};
}

const number = (value: number): string =>
	value >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(1);
