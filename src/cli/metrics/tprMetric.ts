import { aucOrder } from "../../core/metrics/auc.ts";
import { truePositiveRate } from "../../core/metrics/truePositiveRate.ts";
import { everywhere, GROUP_ROW, rowMetric, split } from "./rowMetric.ts";

/** The share of group 1 beyond a threshold that at most 1 % (and 0.1 %) of group 0 pass. */
export const tprMetric = rowMetric(
	"tpr",
	"{group: 0|1, value}: the share of group 1 beyond a threshold that 1 % (0.1 %) of group 0 pass",
	everywhere("higher = group 1 is told from group 0 more surely"),
	GROUP_ROW,
	(rows) => {
		const [zero, one] = split(rows);
		const order = aucOrder(one, zero);
		const ones = (n: number) => new Uint32Array(n).fill(1);
		const at = (rate: number) => truePositiveRate(order, ones(one.length), ones(zero.length), rate);
		return { rows, aggregate: { value: at(0.01), at01: at(0.001), n: [zero.length, one.length] } };
	},
);
