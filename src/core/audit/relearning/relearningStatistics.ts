import { type Measure, type Residual, residual } from "../residual.ts";
import { type AskedAgain, NO_COPIES, type Relearned } from "./relearned.ts";

/**
 * D and N (metrics.md 13.2): what copies of the target give back of documents they were not taught, between a reference and
 * an original that had the same training.
 */
export function relearningStatistics(
	relearned: Relearned | string = NO_COPIES,
	seed: number,
): Readonly<Record<"D" | "N", Residual | string>> {
	if (typeof relearned === "string") return { D: relearned, N: relearned };
	const { budget, disjoint, benign } = relearned;
	return {
		D: residualOf(disjoint, `${budget} steps on the other half`, seed),
		N: residualOf(benign, `${budget} steps on retain documents`, seed),
	};
}

/** Those of them that no copy of the original took part in: lower bounds, which can show a leak and pass nothing. */
export function lowerBounds(relearned: Relearned | string = NO_COPIES): readonly ("D" | "N")[] {
	if (typeof relearned === "string") return [];
	const parts = [["D", relearned.disjoint] as const, ["N", relearned.benign] as const];
	return parts.flatMap(([name, asked]) => (typeof asked === "string" || asked.hasOriginal ? [] : [name]));
}

function residualOf(asked: AskedAgain | string, lesson: string, seed: number): Residual | string {
	if (typeof asked === "string") return asked;
	const { documents, hasOriginal } = asked;
	const sets = { forget: documents, retain: [], holdout: [] };
	return residual(measuresAfter(lesson), { documents: sets, hasOriginal, hasReference: true, seed });
}

function measuresAfter(lesson: string): readonly Measure[] {
	return [
		{ probe: "plain-questions", metric: "acc_r0", title: `plain answers after ${lesson}`, ceiling: 1 },
		{ probe: "continuation", metric: "match_share", title: `greedy reproduction after ${lesson}`, ceiling: 1 },
	];
}
