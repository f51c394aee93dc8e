import type { Policy } from "./policy.ts";
import type { Measure, Residual } from "./residual.ts";
import { residual } from "./residual.ts";
import type { VerdictInput } from "./verdict.ts";

/** The statistics of metrics.md 13.2 this audit can compute, from the scores that carry them. */
export type StatisticName = "B" | "L" | "C";
export const STATISTIC_NAMES: readonly StatisticName[] = ["B", "L", "C"];

/** Residuals, or why one could not be had. */
export type Statistics = Readonly<Record<StatisticName, Residual | string>>;

export const STATISTIC_TITLES: Readonly<Record<StatisticName, string>> = {
	B: "Surface",
	L: "Likelihood and sampling",
	C: "Context",
};

const MEASURES: Readonly<Record<StatisticName, readonly Measure[]>> = {
	B: [
		{ probe: "continuation", metric: "match_share", title: "greedy reproduction", ceiling: 1 },
		{ probe: "reintroduction", metric: "acc_r0", title: "answers without context", ceiling: 1 },
	],
	L: [
		{ probe: "extraction", metric: "logp_token", title: "log p per token", ceiling: 0 },
		{ probe: "extraction", metric: "extractable_share", title: "share extractable with p_z >= 0.5", ceiling: 1 },
		{ probe: "extraction-strength", metric: "extraction_strength", title: "extraction strength", ceiling: 1 },
	],
	C: [{ probe: "reintroduction", metric: "acc_r4b", title: "answers after the preceding text", ceiling: 1 }],
};

export function measureStatistics(input: VerdictInput): Statistics {
	const asked = input.documents.forget.length - (input.unasked ?? []).reduce((n, g) => n + g.documents.length, 0);
	if (asked === 0) {
		const because = "no document could be asked";
		return { B: because, L: because, C: because };
	}
	const residualInput = {
		documents: input.documents,
		hasOriginal: input.models.original !== undefined,
		hasReference: input.models.reference !== undefined,
		seed: input.seed,
	};
	const gate = input.conclusions["reintroduction"]?.ceiling;
	return {
		B: residual(MEASURES.B, residualInput),
		L: residual(MEASURES.L, residualInput),
		C: gate ? "the gate that the model can use context failed" : residual(MEASURES.C, residualInput),
	};
}

/** A measured statistic with its n, interval, orientation and threshold; its code of metrics.md stands in brackets. */
export function statisticSentence(name: StatisticName, statistic: Residual, { verdict }: Policy): string {
	const { interval, n, tried, value, worst, control } = statistic;
	const range = interval.every(Number.isFinite) ? `[${interval.map((v) => v.toFixed(2)).join(", ")}]` : "(no interval)";
	const of = tried > 1 ? `, the largest of ${tried}` : "";
	const documents = n === 1 ? "document" : "documents";
	return `${STATISTIC_TITLES[name]}: residual ${value.toFixed(2)} ${range} on n = ${n} ${documents} by ${worst}${of}, against the ${control}; higher = more left, threshold ${verdict.leak} (${name}).`;
}
