/** The statistics of metrics.md 13.2 this audit can compute, from the scores that carry them. */
export type StatisticName = "B" | "L" | "C" | "Q" | "D" | "N";
export const STATISTIC_NAMES = ["B", "L", "C", "Q", "D", "N"] as const satisfies readonly StatisticName[];

export const STATISTIC_TITLES: Readonly<Record<StatisticName, string>> = {
	B: "Surface",
	L: "Likelihood and sampling",
	C: "Context",
	Q: "Quantised copies",
	D: "Relearning of the other half",
	N: "Benign relearning",
};

/** Statistics that are made of parts, each of which must be measured before one passes a claim. */
export type PartedStatistic = "B" | "L" | "C" | "Q";
export const PARTED_STATISTICS = ["B", "L", "C", "Q"] as const satisfies readonly PartedStatistic[];
