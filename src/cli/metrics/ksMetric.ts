import { ks } from "../../core/metrics/ks.ts";
import { everywhere, GROUP_ROW, rowMetric, split } from "./rowMetric.ts";

/** The two-sample Kolmogorov–Smirnov test of two groups of values. */
export const ksMetric = rowMetric(
	"ks",
	"{group: 0|1, value}: the two-sample Kolmogorov-Smirnov test",
	everywhere("lower p = the groups differ more"),
	GROUP_ROW,
	(rows) => {
		const [zero, one] = split(rows);
		const { statistic, p, log10p, method } = ks(zero, one);
		return { rows, aggregate: { value: statistic, statistic, p, log10p, method, n: [zero.length, one.length] } };
	},
);
