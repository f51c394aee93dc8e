import * as z from "zod";
import { type Overlap, rouge } from "../../core/metrics/rouge.ts";
import { mean } from "../../core/stats/mean.ts";
import { type Profile, rowMetric } from "./rowMetric.ts";

interface Convention {
	readonly stem: boolean;
	readonly field: keyof Overlap;
	readonly scale: number;
}

/** Who stems and who reports what (metrics.md 1.2). RWKU uses another package, which this is not. */
const CONVENTIONS: Readonly<Partial<Record<Profile, Convention>>> = {
	strict: { stem: true, field: "f1", scale: 1 },
	muse: { stem: false, field: "f1", scale: 100 },
	"open-unlearning": { stem: true, field: "f1", scale: 1 },
	tofu: { stem: true, field: "recall", scale: 1 },
};

const MORE = "higher = more leakage";

/** ROUGE-1, -2 and -L of predictions against references. `aggregate.value` is the number the profile reports. */
export const rougeMetric = rowMetric(
	"rouge",
	"{reference, prediction}: ROUGE-1, -2 and -L",
	{ strict: MORE, muse: MORE, "open-unlearning": MORE, tofu: MORE },
	z.object({ reference: z.string(), prediction: z.string() }),
	(rows, profile) => {
		const { stem, field, scale } = CONVENTIONS[profile] ?? { stem: true, field: "f1", scale: 1 };
		const scores = rows.map(({ reference, prediction }) => rouge(reference, prediction, stem));
		const averaged = (name: "rouge1" | "rouge2" | "rougeL") => {
			const of = (key: keyof Overlap) => mean(scores.map((score) => score[name][key]));
			return { precision: of("precision"), recall: of("recall"), f1: of("f1") };
		};
		const rougeL = averaged("rougeL");
		const value = rougeL[field] * scale;
		const reported = `mean ROUGE-L ${field}${scale === 1 ? "" : ` × ${scale}`}`;
		const all = { rouge1: averaged("rouge1"), rouge2: averaged("rouge2"), rougeL };
		return { rows: scores, aggregate: { value, reported, stem, n: rows.length, ...all } };
	},
);
