import * as z from "zod";
import { PROFILES } from "../metrics/rowMetric.ts";

const NUMBER = z.number().nullable();
const OVERLAP = z.object({ precision: NUMBER, recall: NUMBER, f1: NUMBER });

/** What `palimpsest metric NAME` prints. */
export const METRIC_JSON = z.object({
	metric: z.string(),
	profile: z.enum(PROFILES),
	orientation: z.string(),
	rows: z
		.array(
			z.union([
				z.object({ rouge1: OVERLAP, rouge2: OVERLAP, rougeL: OVERLAP }),
				z.object({ group: z.int(), value: NUMBER }),
				z.object({ bytes: z.int() }),
				z.object({ logPz: NUMBER, pz: NUMBER, tries: NUMBER }),
				z.looseObject({ value: NUMBER }),
			]),
		)
		.describe("One per row of the input, in order."),
	aggregate: z.looseObject({ value: NUMBER.describe("The number the profile reports.") }),
});
