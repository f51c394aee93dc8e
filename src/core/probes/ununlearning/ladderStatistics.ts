import { metricKey } from "../../audit/summarise.ts";
import type { Role } from "../../model/question.ts";
import { bootstrapIntervals, type Interval } from "../../stats/bootstrap.ts";
import { countedMean } from "../../stats/mean.ts";
import type { Form } from "../facts/form.ts";
import type { Conclusion, MetricSummary, Note, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";
import { ratio, type Tally, tallyOf, total } from "../tally.ts";
import { capabilityGate, damageNote, filterNote } from "./capabilityGate.ts";

export interface LadderPlan {
	readonly seed: number;
	readonly gates: { readonly capability: number };
	/** From the foot of the ladder to its top. */
	readonly rungs: readonly Form[];
	/** Id of the probe the numbers are reported under. */
	readonly probe: string;
}

/** A number over the set, and how to compute it anew when the documents are drawn anew. */
interface Statistic {
	readonly name: string;
	readonly title: string;
	readonly explanation: string;
	readonly n: number;
	readonly of: (counts: Uint32Array) => number;
}

/** Below this difference there was nothing to forget, and recovery is undefined (metrics.md 11.3; own default). */
const NOTHING = 0.05;

/**
 * Ladder statistics over the forget set (metrics.md 11.3): level gain U_k = acc_k(target) - acc_k(reference), control lift
 * Delta_k = U_k - U_0 over the facts of rung k, recovery towards the original, and what each context says in bits; all with
 * a paired bootstrap over documents. And the gate that the model can use context at all.
 */
export function concludeLadder(all: readonly ProbeSample[], { seed, gates, rungs, probe }: LadderPlan): Conclusion {
	const samples = all.filter((s) => s.set === "forget");
	const hasReference = samples.some((s) => scoreOf(s, "capable_of", "reference") !== undefined);
	const judged: Role = hasReference ? "reference" : "target";
	const gate = capabilityGate(samples, judged, gates.capability);
	const damage = damageNote(samples);
	const statistics = rungs.flatMap((rung, i) => [
		...(hasReference ? gains(samples, rung, i > 0) : []),
		...(i > 0 ? recovery(samples, rung) : []),
		...(i > 0 && hasReference ? dose(samples, rung) : []),
	]);
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
	return {
		metrics,
		notes: [gate ?? filterNote(samples), ...(damage ? [damage] : []), ...depthNote(samples, rungs)],
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
		explanation: `Accuracy of the target at ${at} minus the reference's, over n facts; above 0 with its interval means the weights know more than a model that never saw them.`,
		n,
		of: gain,
	};
	const lift: Statistic = {
		name: `delta_${id}`,
		title: `Control lift ${at}`,
		explanation: `How much more the context of ${at} lifts the target over R0 than it lifts the reference, over n facts; above 0 with its interval is re-emergence.`,
		n,
		of: (counts) => gain(counts) - before(counts),
	};
	return hasLift ? [level, lift] : [level];
}

function recovery(samples: readonly ProbeSample[], { id, name }: Form): readonly Statistic[] {
	const [target, bare] = [onRung(samples, "target", id), bareOf(samples, "target", id)];
	const original = bareOf(samples, "original", id);
	if (total(original.asked) === 0) return [];
	return [
		{
			name: `recovery_${id}`,
			title: `Recovery ${name}`,
			explanation: `How much of what the original knew without context comes back at ${name}: 0 = nothing beyond what is left at R0, 1 = all; undefined where there was nothing to forget.`,
			n: total(target.asked),
			of: (counts) => {
				const lost = ratio(original, counts) - ratio(bare, counts);
				return lost <= NOTHING ? Number.NaN : (ratio(target, counts) - ratio(bare, counts)) / lost;
			},
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
			explanation: `What the context of ${name} tells a model that never saw the forget set: the sum of -log2 p of its tokens under the reference, in bits.`,
			n: bits.filter((b) => !Number.isNaN(b)).length,
			of: (counts) => countedMean(bits, counts),
		},
	];
}

/** Reintroduction depth (metrics.md 11.3): the first rung that brings half of what the original knew back. */
function depthNote(samples: readonly ProbeSample[], rungs: readonly Form[]): readonly Note[] {
	const everything = new Uint32Array(samples.length).fill(1);
	const known = ratio(onRung(samples, "original", rungs[0]?.id ?? ""), everything);
	if (Number.isNaN(known) || known <= NOTHING) return [];
	const first = rungs.find(({ id }) => ratio(onRung(samples, "target", id), everything) >= 0.5 * known);
	const what = "half of what the original knows without context";
	const message = first
		? `The first rung on which the target reaches ${what} is ${first.name} (${first.words}).`
		: `The target reaches ${what} on no rung.`;
	return [{ kind: "gate", message }];
}

function summaryOf(
	{ name, title, explanation, n }: Statistic,
	value: number,
	interval: Interval | undefined,
	probe: string,
): MetricSummary {
	return {
		value,
		n,
		interval: interval ?? [Number.NaN, Number.NaN],
		orientation: name.startsWith("bits") ? "lower = more leakage" : "higher = more leakage",
		title,
		explanation,
		role: "target",
		set: "forget",
		probe,
	};
}

function onRung(samples: readonly ProbeSample[], role: Role, rung: string): Tally {
	return tallyOf(samples, role, `acc_${rung}`, `items_${rung}`);
}

/** The same facts without context. */
function bareOf(samples: readonly ProbeSample[], role: Role, rung: string): Tally {
	return {
		asked: samples.map((s) => scoreOf(s, `bare_of_${rung}`, role) ?? 0),
		right: samples.map((s) => scoreOf(s, `bare_${rung}`, role) ?? 0),
	};
}
