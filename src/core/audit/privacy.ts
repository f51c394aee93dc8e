import type { Conclusion, MetricSummary } from "../probes/probe.ts";
import type { PrivacySpread } from "./furtherReferences.ts";

/** |PrivLeak| up to which a model passes for one that never saw the forget set, and beyond which it clearly does not. */
const CLOSE = 5;
const FAR = 25;

/**
 * V (metrics.md 13.2): PrivLeak with its interval and what it says, of whole documents and of their answers alone. One
 * reference gives no spread of references, so that it is a warning and decides no label.
 */
export function privacySentence(
	conclusions: Readonly<Record<string, Conclusion>>,
	spread?: PrivacySpread,
): string | undefined {
	const whole = conclusions["min-k"]?.metrics["privleak"];
	const answers = conclusions["min-k-answers"]?.metrics["privleak_answers"];
	const told = [
		...(whole ? [`${said("PrivLeak", whole)}${among(spread)}`] : []),
		...(answers ? [said("PrivLeak of answers alone", answers)] : []),
	];
	return told.length > 0 ? `Privacy: ${told.join(". ")} (V).` : undefined;
}

const said = (name: string, metric: MetricSummary): string =>
	`${name} ${fixed(metric.value)} ${range(metric)} on n = ${metric.n} documents; ${reading(metric)}`;

/**
 * Over-unlearned by V (metrics.md 13.3): the forget set is significantly stranger to the target than to any of at least three
 * references, or of two where fifty holdout documents say so.
 */
export function isOverUnlearned(
	{ interval, value }: MetricSummary,
	holdout: number,
	spread: PrivacySpread | undefined,
): boolean {
	if (!spread || value <= 0) return false;
	return interval[0] > spread.high && (spread.references >= 3 || (spread.references === 2 && holdout >= 50));
}

const among = (spread: PrivacySpread | undefined): string =>
	spread ? `; ${spread.references} references spread from ${fixed(spread.low)} to ${fixed(spread.high)}` : "";

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
