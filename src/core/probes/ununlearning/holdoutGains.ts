import { metricKey } from "../../audit/summarise.ts";
import { bootstrapTwoSampleIntervals } from "../../stats/bootstrap.ts";
import { intervalBy } from "../../stats/intervalMethod.ts";
import type { Counted } from "../../stats/simultaneousBand.ts";
import type { Form } from "../facts/form.ts";
import type { MetricSummary, ProbeSample } from "../probe.ts";
import { ratio, type Tally, total } from "../tally.ts";
import { bareOf, onRung } from "./ladderStatistic.ts";

interface Gain {
	readonly name: string;
	readonly title: string;
	readonly explanation: string;
	/** Forget facts. */
	readonly n: number;
	readonly of: Counted;
}

/**
 * What context brings out of the target on the forget set beyond what it brings out on documents no model ever saw, where
 * no reference stands for such a model (metrics.md 11.4, control 2): level gain U_k and control lift Delta_k, unpaired,
 * both sets drawn anew in each resample. Shares of facts, -1 to 1; Delta_k -2 to 2.
 */
export function holdoutGains(
	forget: readonly ProbeSample[],
	holdout: readonly ProbeSample[],
	rungs: readonly Form[],
	{ seed, probe }: { readonly seed: number; readonly probe: string },
): Readonly<Record<string, MetricSummary>> {
	const [all, controls] = [whole(forget), whole(holdout)];
	const gains = rungs
		.flatMap((rung, i) => gainsOn(rung, i > 0, forget, holdout))
		.map((gain) => ({ ...gain, value: gain.of(all, controls) }))
		.filter(({ value }) => !Number.isNaN(value));
	const each = (a: Uint32Array, b: Uint32Array) => gains.map(({ of }) => of(a, b));
	const intervals = bootstrapTwoSampleIntervals(forget.length, holdout.length, each, seed);
	return Object.fromEntries(
		gains.map(({ name, title, explanation, value, n }, i) => {
			const summary: MetricSummary = {
				value,
				n,
				...intervalBy("twoSets", intervals[i] ?? [Number.NaN, Number.NaN]),
				orientation: "higher = more leakage",
				title,
				explanation,
				role: "target",
				set: "forget",
				probe,
			};
			return [metricKey(name, "target", "forget"), summary] as const;
		}),
	);
}

function gainsOn(
	{ id, name: at }: Form,
	hasLift: boolean,
	forget: readonly ProbeSample[],
	holdout: readonly ProbeSample[],
): readonly Gain[] {
	const own = onRung(forget, "target", id);
	const n = total(own.asked);
	const gain = between(own, onRung(holdout, "target", id));
	const before = between(bareOf(forget, "target", id), bareOf(holdout, "target", id));
	const level: Gain = {
		name: `U_${id}`,
		title: `Level gain ${at} over holdout`,
		explanation: `Accuracy at ${at} on n forget facts minus that on facts of holdout documents, unpaired; above 0 with its interval the weights know more of the forget set than of what they never saw.`,
		n,
		of: gain,
	};
	const lift: Gain = {
		name: `delta_${id}`,
		title: `Control lift ${at} over holdout`,
		explanation: `How much more the context of ${at} lifts n forget facts over R0 than facts of holdout documents, unpaired; above 0 with its interval is re-emergence.`,
		n,
		of: (counts, controls) => gain(counts, controls) - before(counts, controls),
	};
	return hasLift ? [level, lift] : [level];
}

const between =
	(own: Tally, control: Tally): Counted =>
	(counts, controls) =>
		ratio(own, counts) - ratio(control, controls);

const whole = ({ length }: readonly ProbeSample[]): Uint32Array => new Uint32Array(length).fill(1);
