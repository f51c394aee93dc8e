import type { MetricSummary } from "../probes/probe.ts";
import { NO_METHOD, USUAL_METHOD } from "../stats/intervalMethod.ts";

/** What stands behind an interval that is had in another way than most. */
const MARKS = ["†", "‡", "§", "¶"] as const;

/** Of results that were stored, and probes that were written, before methods were told. */
const UNTOLD = "not recorded";

/** How the intervals of a report were had: one sentence for all, and a mark for those that are had otherwise. */
export interface IntervalLegend {
	readonly sentence: string;
	/** Empty for the usual method, and where there is no interval. */
	readonly mark: (metric: MetricSummary) => string;
}

export function intervalLegend(metrics: readonly MetricSummary[]): IntervalLegend {
	const present = new Set(metrics.map(methodOf));
	const others = [...present].filter((method) => method !== USUAL_METHOD && method !== NO_METHOD);
	const markOf = (method: string): string => {
		const at = others.indexOf(method);
		return at < 0 ? "" : (MARKS[at] ?? `(${at + 1})`);
	};
	const told = [
		...(present.has(USUAL_METHOD) ? [USUAL_METHOD] : []),
		...others.map((method) => `${markOf(method)} ${method}`),
	];
	return {
		sentence: told.length > 0 ? `95 % intervals: ${told.join("; ")}.` : "There are no intervals.",
		mark: (metric) => markOf(methodOf(metric)),
	};
}

/** By what an interval is had; stored results and probes of one's own may lack it. */
export function methodOf({ method }: { readonly method?: string }): string {
	return method ?? UNTOLD;
}
