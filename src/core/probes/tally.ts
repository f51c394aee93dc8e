import type { Role } from "../model/question.ts";
import type { ProbeSample } from "./probe.ts";
import { scoreOf } from "./sampleScores.ts";

/** Right answers and facts asked per document: shares over facts, clustered by document. */
export interface Tally {
	readonly right: readonly number[];
	readonly asked: readonly number[];
}

/** From a share that documents were scored with and the number of facts it is a share of. */
export function tallyOf(samples: readonly ProbeSample[], role: Role, share: string, items: string): Tally {
	const asked = samples.map((s) => scoreOf(s, items, role) ?? 0);
	return { asked, right: samples.map((s, i) => (scoreOf(s, share, role) ?? 0) * (asked[i] ?? 0)) };
}

/** The share over all facts when documents are drawn anew; NaN for none. */
export function ratio({ right, asked }: Tally, counts: Uint32Array): number {
	let correct = 0;
	let all = 0;
	for (let i = 0; i < counts.length; i++) {
		const count = counts[i] ?? 0;
		correct += (right[i] ?? 0) * count;
		all += (asked[i] ?? 0) * count;
	}
	return correct / all;
}

/** How many, over all documents. */
export const total = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0);
