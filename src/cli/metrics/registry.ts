import { aucMetric } from "./aucMetric.ts";
import { coverageMetric } from "./coverageMetric.ts";
import { expectedMaximumMetric } from "./expectedMaximumMetric.ts";
import { fluencyMetric } from "./fluencyMetric.ts";
import { ksMetric } from "./ksMetric.ts";
import { leakAtKMetric } from "./leakAtKMetric.ts";
import { likelihoodMetric } from "./likelihoodMetric.ts";
import { longestMatchMetric } from "./longestMatchMetric.ts";
import { lossCurveMetric } from "./lossCurveMetric.ts";
import { exactMemorizationMetric, extractionStrengthMetric } from "./memorizationMetrics.ts";
import { minKMetric } from "./minKMetric.ts";
import { minKPlusPlusMetric } from "./minKPlusPlusMetric.ts";
import { privLeakMetric } from "./privLeakMetric.ts";
import { pzMetric } from "./pzMetric.ts";
import { recallRatioMetric } from "./recallRatioMetric.ts";
import { rougeMetric } from "./rougeMetric.ts";
import type { RowMetric } from "./rowMetric.ts";
import { tprMetric } from "./tprMetric.ts";
import { truthRatioMetric } from "./truthRatioMetric.ts";
import { zlibMetric } from "./zlibMetric.ts";

/** What `palimpsest metric` knows: every metric of ours that needs no model. */
export const ROW_METRICS: readonly RowMetric[] = [
	rougeMetric,
	ksMetric,
	aucMetric,
	tprMetric,
	zlibMetric,
	minKMetric,
	minKPlusPlusMetric,
	pzMetric,
	extractionStrengthMetric,
	exactMemorizationMetric,
	leakAtKMetric,
	expectedMaximumMetric,
	privLeakMetric,
	fluencyMetric,
	truthRatioMetric,
	likelihoodMetric,
	lossCurveMetric,
	recallRatioMetric,
	longestMatchMetric,
	coverageMetric,
];
