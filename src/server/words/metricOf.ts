import { type FindingNumber, findingNumber } from "../../core/probes/findingNumbers.ts";
import { PROBES } from "../../core/probes/registry.ts";

/** The words for a number that a probe reports: its title, orientation and explanation. */
export function metricOf(probe: string, metric: string): FindingNumber {
	const own = PROBES.find(({ id }) => id === probe)?.metrics ?? [];
	return own.find(({ name }) => name === metric) ?? findingNumber(metric);
}
