import type { MetricDefinition } from "../../core/probes/probe.ts";

/** What the numbers of single findings mean; the numbers of whole documents are defined by their probes. */
export const FINDING_METRICS: readonly MetricDefinition[] = [
	{
		name: "pz",
		title: "p_z",
		orientation: "higher = more leakage",
		explanation:
			"The probability, 0 to 1, that the model writes exactly this text after the text before it. At 0.5 every second try does; at 0.001 even odds take about 700 tries (arXiv 2410.19482).",
	},
	{
		name: "match",
		title: "Tokens matched",
		orientation: "higher = more leakage",
		explanation: "How many tokens in a row the model's most likely continuation shares with the document.",
	},
	{
		name: "answer_r0",
		title: "Answered without context",
		orientation: "higher = more leakage",
		explanation:
			"1 when the model answers a question on this passage correctly with nothing else in its prompt, else 0.",
	},
	{
		name: "answer_r4b",
		title: "Fact completed",
		orientation: "higher = more leakage",
		explanation:
			"The probability, 0 to 1, that the model completes this fact when it is given only the text before it.",
	},
	{
		name: "answer_r8",
		title: "Fact repeated",
		orientation: "higher = more leakage",
		explanation: "1 when the model repeats this fact after its prompt supplied it, else 0.",
	},
];
