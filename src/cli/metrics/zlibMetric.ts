import * as z from "zod";
import { zlibBytes } from "../../core/metrics/zlibBytes.ts";
import { mean } from "../../core/stats/mean.ts";
import { everywhere, rowMetric } from "./rowMetric.ts";

/** Bytes of a text under zlib at its default level: the yardstick of the zlib membership score. */
export const zlibMetric = rowMetric(
	"zlib",
	"{text}: bytes of the compressed text",
	everywhere("higher = less compressible"),
	z.object({ text: z.string() }),
	(rows) => {
		const sizes = rows.map(({ text }) => ({ bytes: zlibBytes(text) }));
		const bytes = sizes.reduce((sum, row) => sum + row.bytes, 0);
		return { rows: sizes, aggregate: { value: mean(sizes.map((row) => row.bytes)), bytes, n: rows.length } };
	},
);
