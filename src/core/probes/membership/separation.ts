import { metricKey } from "../../audit/summarise.ts";
import { auc, aucOrder, weightedAuc } from "../../metrics/auc.ts";
import { truePositiveRate } from "../../metrics/truePositiveRate.ts";
import type { Role } from "../../model/question.ts";
import { ROLES } from "../../model/question.ts";
import { bootstrapTwoSample } from "../../stats/bootstrap.ts";
import { intervalBy } from "../../stats/intervalMethod.ts";
import type { Conclusion, MetricDefinition, MetricSummary, Note, Probe, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";

/** Hold-out documents from which a membership AUC is more than noise (metrics.md 2.3). */
const ENOUGH = 50;
/** False positive rates at which membership is told: an attack that is right about few, but sure of them, counts. */
const RATES = [0.01, 0.001] as const;

/**
 * How well each score of a membership probe tells forget documents from holdout documents: AUC, and the true positive rate
 * at low false positive rates, each with a bootstrap over documents. Oriented so that 1 = every forget document looks like
 * training data, whichever way the score points.
 */
export function separation(
	probe: Pick<Probe, "id" | "metrics">,
	samples: readonly ProbeSample[],
	seed: number,
): Conclusion {
	const forget = samples.filter((s) => s.set === "forget");
	const holdout = samples.filter((s) => s.set === "holdout");
	// That a set was not given is the verdict's to say.
	if (holdout.length === 0) return { metrics: {}, notes: [] };
	const metrics: Record<string, MetricSummary> = {};
	for (const definition of probe.metrics) {
		for (const role of ROLES) {
			const members = column(forget, definition, role);
			const others = column(holdout, definition, role);
			if (members.length === 0 || others.length === 0) continue;
			for (const [name, summary] of Object.entries(separated(members, others, definition, seed))) {
				metrics[metricKey(name, role, "forget")] = { ...summary, role, set: "forget", probe: probe.id };
			}
		}
	}
	return { metrics, notes: sizeNotes(holdout.filter(({ result }) => result.scores.length > 0).length) };
}

type Figure = Omit<MetricSummary, "role" | "set" | "probe">;

function separated(
	members: readonly number[],
	others: readonly number[],
	{ name, title, orientation }: MetricDefinition,
	seed: number,
): Readonly<Record<string, Figure>> {
	const order = aucOrder(members, others);
	const each = { members: ones(members.length), others: ones(others.length) };
	const more = orientation === "lower = more leakage" ? "lower" : "higher";
	const common = { n: members.length + others.length, orientation: "higher = more leakage" as const };
	const interval = (statistic: (a: Uint32Array, b: Uint32Array) => number) =>
		intervalBy("twoSets", bootstrapTwoSample(members.length, others.length, statistic, seed));
	const rates = RATES.map((fpr): readonly [string, Figure] => {
		const rate = (a: Uint32Array, b: Uint32Array) => truePositiveRate(order, a, b, fpr);
		const percent = `${100 * fpr} %`;
		const least = others.length * fpr < 1 ? ` (with ${others.length} of them: at none)` : "";
		return [
			`${name}_tpr_${String(100 * fpr).replace(".", "")}`,
			{
				...common,
				value: rate(each.members, each.others),
				...interval(rate),
				title: `${title}: forget found at ${percent} false alarms`,
				explanation: `Share of forget documents beyond a threshold of ${title} that at most ${percent} of the holdout documents pass${least}; 0 to 1 (arXiv 2112.03570).`,
			},
		];
	});
	return {
		[`${name}_auc`]: {
			...common,
			value: auc(members, others),
			...interval((a, b) => weightedAuc(order, a, b)),
			title: `${title} AUC, forget against holdout`,
			explanation: `Chance that a forget document has the ${more} ${title} than a holdout document, ties half; 0.5 = not told apart, 1 = every forget document looks like training data.`,
		},
		...Object.fromEntries(rates),
	};
}

function sizeNotes(n: number): readonly Note[] {
	if (n >= ENOUGH) return [];
	return [
		{ kind: "gate", message: `Membership is noise-limited: ${n} holdout documents, at least ${ENOUGH} are needed.` },
	];
}

/** Values turned so that higher is more leakage. */
function column(samples: readonly ProbeSample[], { name, orientation }: MetricDefinition, role: Role): number[] {
	const sign = orientation === "lower = more leakage" ? -1 : 1;
	return samples.flatMap((sample) => {
		const value = scoreOf(sample, name, role);
		return value === undefined || Number.isNaN(value) ? [] : [sign * value];
	});
}

const ones = (n: number): Uint32Array => new Uint32Array(n).fill(1);
