import { auc } from "../../core/metrics/auc.ts";
import { everywhere, GROUP_ROW, rowMetric, split } from "./rowMetric.ts";

/** The chance that a value of group 1 exceeds one of group 0, ties counting half. MUSE's keys hold the complement. */
export const aucMetric = rowMetric(
	"auc",
	"{group: 0|1, value}: the chance that a value of group 1 exceeds one of group 0, ties half; muse: the complement, as its keys",
	{ ...everywhere("higher = group 1 has the larger values"), muse: "lower = group 1 has the larger values" },
	GROUP_ROW,
	(rows, profile) => {
		const [zero, one] = split(rows);
		const plain = auc(one, zero);
		const value = profile === "muse" ? 1 - plain : plain;
		return { rows, aggregate: { value, auc: value, n: [zero.length, one.length] } };
	},
);
