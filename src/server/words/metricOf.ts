import type { MetricDefinition } from "../../core/probes/probe.ts";
import { PROBES } from "../../core/probes/registry.ts";
import { FINDING_METRICS } from "./findingMetrics.ts";

/** The definition of a metric that a probe reports: its title, orientation and explanation. */
export function metricOf(probe: string, metric: string): MetricDefinition | undefined {
	const own = PROBES.find(({ id }) => id === probe)?.metrics ?? [];
	return [...own, ...FINDING_METRICS].find(({ name }) => name === metric);
}
