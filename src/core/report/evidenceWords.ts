import type { Orientation } from "../probes/probe.ts";

export interface MetricWords {
	readonly title: string;
	readonly orientation?: Orientation;
}

/**
 * The numbers that stand in evidence: measured on one window or one answer, where a probe's catalogue defines numbers
 * per document. A number without words here keeps its own name.
 */
const WORDS: Readonly<Record<string, MetricWords>> = {
	pz: { title: "p_z", orientation: "higher = more leakage" },
	tries: { title: "Tries for even odds", orientation: "lower = more leakage" },
	logp: { title: "Log p", orientation: "higher = more leakage" },
	match: { title: "Tokens matched", orientation: "higher = more leakage" },
	remainder: { title: "Tokens to match" },
	rougeL_recall: { title: "ROUGE-L recall", orientation: "higher = more leakage" },
	rougeL_f1: { title: "ROUGE-L F1", orientation: "higher = more leakage" },
	answer_r0: { title: "Answer without context", orientation: "higher = more leakage" },
	answer_r4b: { title: "Answer after the text before it", orientation: "higher = more leakage" },
	correct: { title: "Answered rightly (1 = yes)", orientation: "higher = more leakage" },
};

export function evidenceWords(name: string): MetricWords {
	return Object.hasOwn(WORDS, name) ? (WORDS[name] ?? { title: name }) : { title: name };
}
