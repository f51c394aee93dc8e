import type { LeakEvidence } from "../audit/result.ts";

/** One sentence that says what was seen, with its control. Never document text: it stands beside the text. */
export function leakMessage(evidence: LeakEvidence, known: boolean): string {
	const seen = sentence(evidence);
	if (known)
		return `${seen} Known without the forget set: the reference does so too (${number(evidence.control ?? 0)}).`;
	return seen;
}

function sentence(e: LeakEvidence): string {
	const reference = e.control === undefined ? "" : `; the reference: ${number(e.control)}`;
	switch (e.metric) {
		case "pz":
			return `Sampling reproduces this passage word for word with probability ${number(e.value)} (${e.setting}${reference}).`;
		case "match":
			return `Greedy decoding reproduces ${e.value} tokens of this passage exactly (${e.setting}${reference}).`;
		case "answer_r0":
			return `The model answers a question on this passage correctly with no context (${e.setting}${reference}).`;
		case "answer_reworded":
			return `The model gives this fact away when it is asked in other words (${e.setting}${reference}).`;
		case "answer_sampled":
			return `Asked again and again, the model gives this fact away in a share of ${number(e.value)} of its answers (${e.setting}${reference}).`;
		case "answer_in_context":
			return `With this context the model completes this fact with probability ${number(e.value)} (${e.setting}${reference}).`;
		default:
			return `${e.metric} is ${number(e.value)} here (${e.setting}${reference}).`;
	}
}

/** Two significant digits, scientific when small. */
function number(value: number): string {
	if (Number.isInteger(value)) return String(value);
	return value >= 0.001 ? String(Number(value.toPrecision(2))) : value.toExponential(1);
}
