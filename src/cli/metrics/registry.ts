import { aucMetric } from "./aucMetric.ts";
import { fluencyMetric } from "./fluencyMetric.ts";
import { ksMetric } from "./ksMetric.ts";
import { leakAtKMetric } from "./leakAtKMetric.ts";
import { lossCurveMetric } from "./lossCurveMetric.ts";
import { exactMemorizationMetric, extractionStrengthMetric } from "./memorizationMetrics.ts";
import { minKMetric } from "./minKMetric.ts";
import { minKPlusPlusMetric } from "./minKPlusPlusMetric.ts";
import { privLeakMetric } from "./privLeakMetric.ts";
import { pzMetric } from "./pzMetric.ts";
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
	privLeakMetric,
	fluencyMetric,
	truthRatioMetric,
	lossCurveMetric,
];
