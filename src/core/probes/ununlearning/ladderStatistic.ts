import type { Role } from "../../model/question.ts";
import type { Orientation, ProbeSample } from "../probe.ts";
import { scoreOf } from "../sampleScores.ts";
import { ratio, type Tally, tallyOf } from "../tally.ts";

/** A number over the forget set, and how to compute it anew when the documents are drawn anew. */
export interface Statistic {
	readonly name: string;
	readonly title: string;
	readonly orientation: Orientation;
	readonly explanation: string;
	readonly n: number;
	readonly of: (counts: Uint32Array) => number;
}

/** Below this difference there was nothing to forget, and recovery is undefined (metrics.md 11.3; own default). */
export const NOTHING = 0.05;

/** The facts of a rung. */
export function onRung(samples: readonly ProbeSample[], role: Role, rung: string): Tally {
	return tallyOf(samples, role, `acc_${rung}`, `items_${rung}`);
}

/** The same facts without context. */
export function bareOf(samples: readonly ProbeSample[], role: Role, rung: string): Tally {
	return {
		asked: samples.map((s) => scoreOf(s, `bare_of_${rung}`, role) ?? 0),
		right: samples.map((s) => scoreOf(s, `bare_${rung}`, role) ?? 0),
	};
}

/**
 * How much of what the original knew without context comes back on a rung (metrics.md 11.3): 0 = nothing beyond what is left,
 * 1 = all; NaN where there was nothing to forget.
 */
export function recoveryOn(samples: readonly ProbeSample[], rung: string): (counts: Uint32Array) => number {
	const [target, bare] = [onRung(samples, "target", rung), bareOf(samples, "target", rung)];
	const original = bareOf(samples, "original", rung);
	return (counts) => {
		const lost = ratio(original, counts) - ratio(bare, counts);
		return lost <= NOTHING ? Number.NaN : (ratio(target, counts) - ratio(bare, counts)) / lost;
	};
}
