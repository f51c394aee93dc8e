import { RELEARNING } from "../audit/relearning/relearnedSummary.ts";
import { type FindingNumber, findingNumber } from "../probes/findingNumbers.ts";
import { PROBES } from "../probes/registry.ts";
import type { ReportExtras } from "./reportExtras.ts";

/** How a report calls probes, families and metrics: by the catalogue's words where it knows them, else by their ids. */
export interface ProbeNames {
	title(probe: string): string;
	family(probe: string): string;
	metric(probe: string, metric: string): FindingNumber;
}

export function probeNames(extras: ReportExtras): ProbeNames {
	const known = new Map((extras.probes ?? PROBES).map((probe) => [probe.id, probe]));
	const family = (probe: string) => known.get(probe)?.family ?? probe;
	return {
		title: (probe) => known.get(probe)?.title ?? (probe === RELEARNING ? "Relearning" : probe),
		family,
		metric: (probe, metric) => known.get(probe)?.metrics.find(({ name }) => name === metric) ?? findingNumber(metric),
	};
}
