import type { Conclusion, MetricSummary } from "../probes/probe.ts";

/** |PrivLeak| up to which a model passes for one that never saw the forget set, and beyond which it clearly does not. */
const CLOSE = 5;
const FAR = 25;

/**
 * V (metrics.md 13.2): PrivLeak with its interval and what it says. One reference gives no spread of references, so that it
 * is a warning and decides no label: over-unlearned takes three, or two and fifty holdout documents.
 */
export function privacySentence(conclusions: Readonly<Record<string, Conclusion>>): string | undefined {
	const metric = conclusions["min-k"]?.metrics["privleak"];
	return (
		metric &&
		`Privacy: PrivLeak ${fixed(metric.value)} ${range(metric)} on n = ${metric.n} documents; ${reading(metric)} (V).`
	);
}

function reading({ value, interval: [low, high] }: MetricSummary): string {
	if (low <= 0 && high >= 0) return "0 = as to the reference, which the interval holds";
	if (Math.abs(value) <= CLOSE) return `within ${CLOSE} of 0, which is as to the reference`;
	const how = Math.abs(value) > FAR ? "clearly " : "";
	return value < 0
		? `${how}below 0: the forget set still looks like training data`
		: `${how}above 0: the forget set is stranger to it than to the reference, which gives the unlearning away`;
}

const fixed = (value: number): string => value.toFixed(0);

const range = ({ interval }: MetricSummary): string =>
	interval.every(Number.isFinite) ? `[${interval.map(fixed).join(", ")}]` : "(no interval)";
