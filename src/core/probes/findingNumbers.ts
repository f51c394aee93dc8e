import type { Orientation } from "./probe.ts";

/** A number measured on one window or one answer, where a probe's `metrics` define numbers per document. */
export interface FindingNumber {
	readonly name: string;
	readonly title: string;
	/** Absent where more is neither better nor worse. */
	readonly orientation?: Orientation;
	/** One sentence for hovers. */
	readonly explanation?: string;
}

const MORE = "higher = more leakage";

/** Every number that a finding or its evidence may carry: hovers, diagnostics, heatmap and reports say the same words. */
const NUMBERS: readonly FindingNumber[] = [
	{
		name: "pz",
		title: "p_z",
		orientation: MORE,
		explanation:
			"The probability, 0 to 1, that the model writes exactly this text after the text before it. At 0.5 every second try does; at 0.001 even odds take about 700 tries (arXiv 2410.19482).",
	},
	{ name: "tries", title: "Tries for even odds", orientation: "lower = more leakage" },
	{ name: "logp", title: "Log p", orientation: MORE },
	{
		name: "match",
		title: "Tokens matched",
		orientation: MORE,
		explanation: "How many tokens in a row the model's most likely continuation shares with the document.",
	},
	{ name: "remainder", title: "Tokens to match" },
	{ name: "rougeL_recall", title: "ROUGE-L recall", orientation: MORE },
	{ name: "rougeL_f1", title: "ROUGE-L F1", orientation: MORE },
	{
		name: "answer_r0",
		title: "Answered without context",
		orientation: MORE,
		explanation:
			"1 when the model answers a question on this passage correctly with nothing else in its prompt, else 0.",
	},
	{
		name: "answer_reworded",
		title: "Answered in other words",
		orientation: MORE,
		explanation: "1 when the model gives this fact away asked in other words or another form, else 0.",
	},
	{
		name: "answer_sampled",
		title: "Share of samples",
		orientation: MORE,
		explanation:
			"Share of sixteen sampled answers, 0 to 1, that give this fact away when the model is simply asked again.",
	},
	{
		name: "answer_in_context",
		title: "Fact completed",
		orientation: MORE,
		explanation:
			"The probability, 0 to 1, that the model completes this fact after a context that does not hold it: the text before it, other items, the topic.",
	},
	{ name: "correct", title: "Answered rightly (1 = yes)", orientation: MORE },
];

/** The words for a finding's number; one without words keeps its own name. */
export function findingNumber(name: string): FindingNumber {
	return NUMBERS.find((number) => number.name === name) ?? { name, title: name };
}
