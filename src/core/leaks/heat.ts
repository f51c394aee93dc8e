/** What a heatmap cell can show. */
export type HeatMetric = "pz" | "logp" | "rank" | "entropy";
