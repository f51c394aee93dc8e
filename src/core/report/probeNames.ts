import type { AuditResult } from "../audit/result.ts";
import type { Orientation } from "../probes/probe.ts";
import type { ReportExtras } from "./reportExtras.ts";

/** How a report calls probes, families and metrics: by the catalogue's words where there is one, else by their ids. */
export interface ProbeNames {
	title(probe: string): string;
	family(probe: string): string;
	/** Families that ran, in the order of the audit's probes. */
	readonly families: readonly string[];
	metric(probe: string, metric: string): { readonly title: string; readonly orientation?: Orientation };
}

export function probeNames(result: AuditResult, extras: ReportExtras): ProbeNames {
	const known = new Map((extras.probes ?? []).map((probe) => [probe.id, probe]));
	const family = (probe: string) => known.get(probe)?.family ?? probe;
	const everyMetric = [...known.values()].flatMap((each) => each.metrics);
	const summaries = Object.values(result.metrics);
	return {
		title: (probe) => known.get(probe)?.title ?? probe,
		family,
		families: [...new Set(Object.keys(result.provenance.probes).map(family))],
		metric: (probe, metric) => {
			const own = known.get(probe)?.metrics ?? [];
			const defined = [...own, ...everyMetric].find(({ name }) => name === metric);
			if (defined) return defined;
			const summary = result.metrics[metric] ?? summaries.find((each) => each.probe === probe && each.title === metric);
			return summary ? { title: metric, orientation: summary.orientation } : { title: metric };
		},
	};
}
