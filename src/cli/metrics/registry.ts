import { aucMetric } from "./aucMetric.ts";
import { ksMetric } from "./ksMetric.ts";
import { rougeMetric } from "./rougeMetric.ts";
import type { RowMetric } from "./rowMetric.ts";
import { zlibMetric } from "./zlibMetric.ts";

/** What `palimpsest metric` knows. */
export const ROW_METRICS: readonly RowMetric[] = [rougeMetric, ksMetric, aucMetric, zlibMetric];
