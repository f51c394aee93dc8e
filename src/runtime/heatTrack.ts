import { heatClasses, heatValues } from "../core/leaks/heat.ts";
import type { TokenRecords } from "../core/model/answer.ts";
import type { HeatTrack } from "../core/report/reportExtras.ts";

/** The coloured text of a report: the p_z class of every token. */
export function heatTrack(text: string, records: TokenRecords): HeatTrack {
	const { starts, ends } = records;
	return { text, starts, ends, classes: heatClasses(heatValues(records, "pz"), "pz") };
}
