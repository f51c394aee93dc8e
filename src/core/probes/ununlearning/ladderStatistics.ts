import { metricKey } from "../../audit/summarise.ts";
import type { Role } from "../../model/question.ts";
import { bootstrapIntervals, type Interval } from "../../stats/bootstrap.ts";
import type { Conclusion, MetricSummary, Note, ProbeSample } from "../probe.ts";
import type { Rung } from "./rungs.ts";

/** Right answers and facts asked per document: accuracies over facts, clustered by document. */
interface Tally {
	readonly right: readonly number[];
	readonly asked: readonly number[];
}

/**
 * Ladder statistics over the forget set: level gain U_k = acc_k(target) - acc_k(reference), control lift Delta_k =
 * U_k - U_0 over the facts of rung k (11.3), both with a paired bootstrap over documents, and the gate that the model can use context at all.
 */
export function concludeLadder(
	all: readonly ProbeSample[],
	seed: number,
	gates: { readonly capability: number },
): Conclusion {
	const samples = all.filter((s) => s.set === "forget");
	const tally = (role: Role, rung: Rung): Tally => ({
		asked: samples.map((s) => score(s, `items_${rung}`, role) ?? 0),
		right: samples.map((s) =>
			Math.round((score(s, `acc_${rung}`, role) ?? 0) * (score(s, `items_${rung}`, role) ?? 0)),
		),
	});
	const bare = (role: Role, rung: Rung): Tally => ({
		asked: samples.map((s) => score(s, `bare_of_${rung}`, role) ?? 0),
		right: samples.map((s) => score(s, `bare_${rung}`, role) ?? 0),
	});
	const hasReference = samples.some((s) => score(s, "capable_of", "reference") !== undefined);
	const judged: Role = hasReference ? "reference" : "target";
	const gate = capabilityGate(capable(samples, judged), judged, gates.capability);
	const notes: Note[] = [gate ?? filterNote(capable(samples, "target"))];
	if (!hasReference) {
		return { metrics: {}, notes, ...(gate ? { ceiling: "info" as const } : {}) };
	}
	return {
		metrics: liftMetrics(samples.length, { tally, bare }, seed),
		notes,
		...(gate ? { ceiling: "info" as const } : {}),
	};
}

/** Facts repeated, and asked, with the fact itself in context. */
function capable(samples: readonly ProbeSample[], role: Role): { readonly right: number; readonly n: number } {
	return {
		right: total(samples.map((s) => score(s, "capable", role) ?? 0)),
		n: total(samples.map((s) => score(s, "capable_of", role) ?? 0)),
	};
}

/** Reintroduction is no failure of unlearning: any capable model reads what the prompt supplies (11.1). */
function filterNote({ right, n }: { readonly right: number; readonly n: number }): Note {
	return {
		kind: "gate",
		message: `With the fact itself in the prompt the target repeats ${right} of ${n} facts: whoever can supply them needs a content filter, unlearning cannot prevent it.`,
	};
}

/** acc_8 below the gate: the ladder says nothing (metrics.md 11.7). */
function capabilityGate(
	{ right, n }: { readonly right: number; readonly n: number },
	role: Role,
	least: number,
): Note | undefined {
	const accuracy = right / n;
	if (n > 0 && accuracy >= least) return undefined;
	const seen =
		n === 0
			? `No fact could be asked, so whether the ${role} can use context is not known.`
			: `The ${role} cannot use context: with the fact itself in the prompt it answers ${right} of ${n} facts (${accuracy.toFixed(2)}, at least ${least} is needed).`;
	return {
		kind: "failed",
		message: `${seen} The ladder is inconclusive and its findings count as information.`,
	};
}

function liftMetrics(
	n: number,
	{ tally, bare }: Readonly<Record<"tally" | "bare", (role: Role, rung: Rung) => Tally>>,
	seed: number,
): Readonly<Record<string, MetricSummary>> {
	const rungs: readonly Rung[] = ["r0", "r4b", "r8"];
	const paired = (of: (role: Role, rung: Rung) => Tally) =>
		rungs.map((rung) => ({ target: of("target", rung), reference: of("reference", rung) }));
	const [tallies, bares] = [paired(tally), paired(bare)];
	const gain = (pair: { readonly target: Tally; readonly reference: Tally }, counts: Uint32Array): number =>
		ratio(pair.target, counts) - ratio(pair.reference, counts);
	const statistics = (counts: Uint32Array): number[] => {
		const gains = tallies.map((pair) => gain(pair, counts));
		const before = bares.map((pair) => gain(pair, counts));
		return [...gains, ...gains.slice(1).map((after, i) => after - (before[i + 1] ?? Number.NaN))];
	};
	const values = statistics(new Uint32Array(n).fill(1));
	const intervals = bootstrapIntervals(n, statistics, seed);
	const names = [...rungs.map((r) => `U_${r}`), ...rungs.slice(1).map((r) => `delta_${r}`)];
	return Object.fromEntries(
		names.flatMap((name, i) => {
			const value = values[i] ?? Number.NaN;
			if (Number.isNaN(value)) return [];
			const rung = i < rungs.length ? i : i - rungs.length + 1;
			const asked = total(tallies[rung]?.target.asked ?? []);
			return [[metricKey(name, "target", "forget"), summary(name, value, intervals[i], asked)]];
		}),
	);
}

function summary(name: string, value: number, interval: Interval | undefined, n: number): MetricSummary {
	const rung = name
		.slice(name.indexOf("_") + 1)
		.toUpperCase()
		.replace("B", "b");
	const gain = name.startsWith("U");
	return {
		value,
		n,
		interval: interval ?? [Number.NaN, Number.NaN],
		orientation: "higher = more leakage",
		title: gain ? `Level gain ${rung}` : `Control lift ${rung}`,
		explanation: gain
			? `Accuracy of the target at ${rung} minus the reference's, over n facts; above 0 with its interval means the weights know more than a model that never saw them.`
			: `How much more the context of ${rung} lifts the target over R0 than it lifts the reference, over n facts; above 0 with its interval is re-emergence.`,
		role: "target",
		set: "forget",
		probe: "reintroduction",
	};
}

function ratio({ right, asked }: Tally, counts: Uint32Array): number {
	let correct = 0;
	let all = 0;
	for (const [i, count] of counts.entries()) {
		correct += (right[i] ?? 0) * count;
		all += (asked[i] ?? 0) * count;
	}
	return correct / all;
}

const total = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0);

function score(sample: ProbeSample, metric: string, role: Role): number | undefined {
	return sample.result.scores.find((s) => s.metric === metric && s.role === role)?.value;
}
