import type { Role } from "../model/question.ts";
import { ratio, type Tally } from "../probes/tally.ts";
import { RUNGS } from "../probes/ununlearning/rungs/registry.ts";
import { bootstrapInterval } from "../stats/bootstrap.ts";
import { simultaneousBand } from "../stats/simultaneousBand.ts";
import type { DocumentResult } from "./result.ts";

/** A target's gains over its reference on the residual rungs. */
export interface ResidualGain {
	/** The gain U_k furthest from 0, and its rung. */
	readonly largest: number;
	readonly rung: string;
	/** Half-width of the simultaneous 95 % band: |U_k - its resample| stays within it on every rung of every audit at once. */
	readonly width: number;
}

/** The two probes that climb the ladder; an audit runs one of them. */
export const CLIMBERS: readonly string[] = ["reintroduction", "ladder"];

/**
 * Level gains on every residual rung of audits of the same forget documents, with one band for all of them: the 95 % point of
 * the largest deviation in a bootstrap over documents. A band that holds 0 on every rung shows no residual gain. Undefined
 * for an audit without a rung that both models were asked on.
 */
export function residualGains(
	audits: readonly (readonly DocumentResult[])[],
	seed: number,
): readonly (ResidualGain | undefined)[] {
	const rungs = RUNGS.filter(({ kind }) => kind === "residual").map(({ id }) => id);
	const documents = audits[0]?.length ?? 0;
	const everything = new Uint32Array(documents).fill(1);
	const measured = audits.map((audit) =>
		rungs
			.map((rung) => ({ rung, gain: gainOf(audit, rung) }))
			.map(({ rung, gain }) => ({ rung, of: gain, value: gain(everything) }))
			.filter(({ value }) => !Number.isNaN(value)),
	);
	const width = simultaneousBand(measured.flat(), (each) => {
		bootstrapInterval(documents, (counts) => each(counts, counts), seed);
	});
	return measured.map((own) => {
		const [first, ...others] = own;
		if (!first) return undefined;
		const { value, rung } = others.reduce(
			(most, one) => (Math.abs(one.value) > Math.abs(most.value) ? one : most),
			first,
		);
		return { largest: value, rung, width };
	});
}

function gainOf(documents: readonly DocumentResult[], rung: string): (counts: Uint32Array) => number {
	const tally = (role: Role): Tally => {
		const score = ({ scores }: DocumentResult, metric: string): number =>
			CLIMBERS.flatMap((probe) => scores[probe] ?? []).find((s) => s.metric === metric && s.role === role)?.value ?? 0;
		const asked = documents.map((document) => score(document, `items_${rung}`));
		return { asked, right: documents.map((document, i) => score(document, `acc_${rung}`) * (asked[i] ?? 0)) };
	};
	const [target, reference] = [tally("target"), tally("reference")];
	return (counts) => ratio(target, counts) - ratio(reference, counts);
}
