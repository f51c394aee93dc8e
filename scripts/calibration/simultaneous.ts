import type { AuditResult, DocumentResult } from "../../src/core/audit/result.ts";
import type { Role } from "../../src/core/model/question.ts";
import { RUNGS } from "../../src/core/probes/ununlearning/rungs/registry.ts";
import { bootstrapInterval } from "../../src/core/stats/bootstrap.ts";

/** Residual rungs whose level gain is furthest from 0, and how far chance alone reaches over all of them. */
export interface ResidualGain {
	/** Largest |U_k| over the residual rungs, and the rung. */
	readonly largest: number;
	readonly rung: string;
	/** Half-width of the simultaneous 95 % band: |U_k - its resample| stays within it on every rung at once. */
	readonly width: number;
}

/**
 * Level gains of a target over its reference on every residual rung, with one band for all of them: the 97.5 % point of the
 * largest deviation in a bootstrap over documents. A band that holds 0 on every rung shows no residual gain.
 */
export function residualGain({ documents }: AuditResult): ResidualGain {
	const rungs = RUNGS.filter(({ kind }) => kind === "residual").map(({ id }) => id);
	const gains = rungs.map((rung) => gainOf(documents, rung));
	const everything = new Uint32Array(documents.length).fill(1);
	const measured = gains
		.map((gain, i) => ({ gain, rung: rungs[i] ?? "", value: gain(everything) }))
		.filter(({ value }) => !Number.isNaN(value));
	const [, width] = bootstrapInterval(
		documents.length,
		(counts) =>
			Math.max(...measured.map(({ gain, value }) => Math.abs(gain(counts) - value)).filter((v) => !Number.isNaN(v))),
		0,
	);
	const largest = measured.reduce((most, one) => (Math.abs(one.value) > Math.abs(most.value) ? one : most));
	return { largest: largest.value, rung: largest.rung, width };
}

function gainOf(documents: readonly DocumentResult[], rung: string): (counts: Uint32Array) => number {
	const tally = (role: Role) =>
		documents.map(({ scores }) => {
			const score = (metric: string) => scores["ladder"]?.find((s) => s.metric === metric && s.role === role)?.value;
			const asked = score(`items_${rung}`) ?? 0;
			return { asked, right: (score(`acc_${rung}`) ?? 0) * asked };
		});
	const [target, reference] = [tally("target"), tally("reference")];
	const ratio = (all: typeof target, counts: Uint32Array): number => {
		let [right, asked] = [0, 0];
		for (const [i, count] of counts.entries()) {
			right += (all[i]?.right ?? 0) * count;
			asked += (all[i]?.asked ?? 0) * count;
		}
		return right / asked;
	};
	return (counts) => ratio(target, counts) - ratio(reference, counts);
}
