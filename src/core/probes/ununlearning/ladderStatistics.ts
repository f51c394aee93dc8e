import { metricKey } from "../../audit/summarise.ts";
import type { Role } from "../../model/question.ts";
import { bootstrapIntervals, type Interval } from "../../stats/bootstrap.ts";
import { intervalBy } from "../../stats/intervalMethod.ts";
import { countedMean } from "../../stats/mean.ts";
import type { Form } from "../facts/form.ts";
import type { Conclusion, MetricSummary, Note, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";
import { ratio, total } from "../tally.ts";
import { capabilityGate, damageNote, filterNote } from "./capabilityGate.ts";
import { holdoutGains } from "./holdoutGains.ts";
import { bareOf, NOTHING, onRung, recoveryOn, type Statistic } from "./ladderStatistic.ts";
import { leastDose } from "./leastDose.ts";
import type { Control } from "./rungs/swapped.ts";
import { primingNotes, specificLift } from "./swappedControl.ts";

export interface LadderPlan {
	readonly seed: number;
	readonly gates: { readonly capability: number };
	/** From the foot of the ladder to its top. */
	readonly rungs: readonly Form[];
	/** Rungs that were asked with another fact's context too. */
	readonly controls: readonly Control[];
	/** Id of the probe the numbers are reported under. */
	readonly probe: string;
}

/**
 * Ladder statistics over the forget set (metrics.md 11.3): level gain U_k = acc_k(target) - acc_k(reference), control lift
 * Delta_k = U_k - U_0 over the facts of rung k, the same over another fact's context, recovery towards the original, what each
 * context says in bits and the least of them that is enough; all with a paired bootstrap over documents. Without a reference
 * holdout documents are the control, unpaired. And the gate that the model can use context at all.
 */
export function concludeLadder(
	all: readonly ProbeSample[],
	{ seed, gates, rungs, controls, probe }: LadderPlan,
): Conclusion {
	const samples = all.filter((s) => s.set === "forget");
	const hasReference = samples.some((s) => scoreOf(s, "capable_of", "reference") !== undefined);
	const judged: Role = hasReference ? "reference" : "target";
	const gate = capabilityGate(samples, judged, gates.capability);
	const damage = damageNote(samples);
	const { statistic: enough, note: doseNote } = leastDose(samples, rungs);
	const perRung = rungs.flatMap((rung, i) => [
		...(hasReference ? gains(samples, rung, i > 0) : []),
		...(i > 0 ? recovery(samples, rung) : []),
		...(i > 0 && hasReference ? dose(samples, rung) : []),
	]);
	const specific = hasReference ? controls.map((control) => specificLift(samples, control)) : [];
	const statistics = [...perRung, ...specific, ...(enough ? [enough] : [])];
	const everything = new Uint32Array(samples.length).fill(1);
	const values = statistics.map(({ of }) => of(everything));
	const intervals = bootstrapIntervals(samples.length, (counts) => statistics.map(({ of }) => of(counts)), seed);
	const metrics = Object.fromEntries(
		statistics.flatMap((statistic, i) => {
			const value = values[i] ?? Number.NaN;
			if (Number.isNaN(value)) return [];
			const summary = summaryOf(statistic, value, intervals[i], probe);
			return [[metricKey(statistic.name, "target", "forget"), summary] as const];
		}),
	);
	const holdout = all.filter((s) => s.set === "holdout");
	return {
		metrics: hasReference ? metrics : { ...metrics, ...holdoutGains(samples, holdout, rungs, { seed, probe }) },
		notes: [
			gate ?? filterNote(samples),
			...(damage ? [damage] : []),
			...depthNote(samples, rungs),
			...(doseNote ? [doseNote] : []),
			...primingNotes(metrics, controls),
		],
		...(gate ? { ceiling: "info" as const } : {}),
	};
}

function gains(samples: readonly ProbeSample[], { id, name: at }: Form, hasLift: boolean): readonly Statistic[] {
	const [target, reference] = [onRung(samples, "target", id), onRung(samples, "reference", id)];
	const [bare, bareReference] = [bareOf(samples, "target", id), bareOf(samples, "reference", id)];
	const n = total(target.asked);
	const gain = (counts: Uint32Array): number => ratio(target, counts) - ratio(reference, counts);
	const before = (counts: Uint32Array): number => ratio(bare, counts) - ratio(bareReference, counts);
	const level: Statistic = {
		name: `U_${id}`,
		title: `Level gain ${at}`,
		orientation: "higher = more leakage",
		explanation: `Accuracy of the target at ${at} minus the reference's, over n facts; above 0 with its interval means the weights know more than a model that never saw them.`,
		n,
		of: gain,
	};
	const lift: Statistic = {
		name: `delta_${id}`,
		title: `Control lift ${at}`,
		orientation: "higher = more leakage",
		explanation: `How much more the context of ${at} lifts the target over R0 than it lifts the reference, over n facts; above 0 with its interval is re-emergence.`,
		n,
		of: (counts) => gain(counts) - before(counts),
	};
	return hasLift ? [level, lift] : [level];
}

function recovery(samples: readonly ProbeSample[], { id, name, chance }: Form): readonly Statistic[] {
	// Beside questions that no guess answers, what a guess gets right would pass for what came back.
	if (chance !== undefined) return [];
	if (total(bareOf(samples, "original", id).asked) === 0) return [];
	return [
		{
			name: `recovery_${id}`,
			title: `Recovery ${name}`,
			orientation: "higher = more leakage",
			explanation: `How much of what the original knew without context comes back at ${name}: 0 = nothing beyond what is left at R0, 1 = all; undefined where there was nothing to forget.`,
			n: total(onRung(samples, "target", id).asked),
			of: recoveryOn(samples, id),
		},
	];
}

function dose(samples: readonly ProbeSample[], { id, name }: Form): readonly Statistic[] {
	const bits = samples.map((s) => scoreOf(s, `bits_${id}`, "reference") ?? Number.NaN);
	if (bits.every(Number.isNaN)) return [];
	return [
		{
			name: `bits_${id}`,
			title: `Dose ${name}`,
			orientation: "lower = more leakage",
			explanation: `What the context of ${name} tells a model that never saw the forget set: the sum of -log2 p of its tokens under the reference, in bits.`,
			n: bits.filter((b) => !Number.isNaN(b)).length,
			of: (counts) => countedMean(bits, counts),
		},
	];
}

/** Reintroduction depth (metrics.md 11.3): the first rung that brings half of what the original knew back; a guess does not. */
function depthNote(samples: readonly ProbeSample[], rungs: readonly Form[]): readonly Note[] {
	const everything = new Uint32Array(samples.length).fill(1);
	const known = ratio(onRung(samples, "original", rungs[0]?.id ?? ""), everything);
	if (Number.isNaN(known) || known <= NOTHING) return [];
	const open = rungs.filter(({ chance }) => chance === undefined);
	const first = open.find(({ id }) => ratio(onRung(samples, "target", id), everything) >= 0.5 * known);
	const what = "half of what the original knows without context";
	const message = first
		? `The first rung on which the target reaches ${what} is ${first.name} (${first.words}).`
		: `The target reaches ${what} on no rung.`;
	return [{ kind: "gate", message }];
}

function summaryOf(
	{ title, orientation, explanation, n }: Statistic,
	value: number,
	interval: Interval | undefined,
	probe: string,
): MetricSummary {
	return {
		value,
		n,
		...intervalBy("documents", interval ?? [Number.NaN, Number.NaN]),
		orientation,
		title,
		explanation,
		role: "target",
		set: "forget",
		probe,
	};
}
