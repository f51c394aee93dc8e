import { heatClasses, heatValues } from "../core/leaks/heat.ts";
import type { HeatTrack } from "../core/report/reportExtras.ts";
import type { Auditor } from "./auditor.ts";

/** The coloured text of a report: the p_z class of every token. */
export function heatTrack({ text, records, windows }: NonNullable<ReturnType<Auditor["tokens"]>>): HeatTrack {
	const { starts, ends } = records;
	return { text, starts, ends, classes: heatClasses(heatValues(records, "pz", windows), "pz") };
}
