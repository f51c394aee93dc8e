import type { Role } from "../model/question.ts";
import {
	PARTED_STATISTICS,
	type PartedStatistic,
	STATISTIC_NAMES,
	STATISTIC_TITLES,
	type StatisticName,
} from "./statisticName.ts";
import type { Statistics } from "./statistics.ts";

/** What this version cannot measure (metrics.md 13.2), parts of its own statistics included: listed, never assumed. */
export const NOT_BUILT: readonly string[] = ["probes of hidden states (P)"];

const MODELS: Readonly<Record<Exclude<Role, "target">, string>> = {
	original:
		"An original model: without it what there was to forget is unknown, residuals are lower bounds and no claim can be passed.",
	reference:
		"A reference model: without it text that any model would complete cannot be told from a leak, nor a gain over such a model be measured.",
};

const PRIVACY = {
	"not asked": "Privacy (V): not measured, because the suite does not ask for Min-K%.",
	"not measured": "Privacy (V): not measured, for a reason that the notes of min-k give.",
};

const FURTHER =
	"Further references: with one alone it is unknown how far models that never saw the forget set differ (V, and the ladder's null).";

interface Supplied {
	readonly statistics: Statistics;
	/** Parts of measured statistics that were not measured. */
	readonly parts: Readonly<Record<PartedStatistic, readonly string[]>>;
	/** Measured without a copy of the original, where there is an original. */
	readonly bounds: readonly StatisticName[];
	/** Why there is no relearning speed (AIN). */
	readonly noSpeed?: string;
	readonly models: Readonly<Partial<Record<Role, unknown>>>;
	/** Whether several references showed how far such models differ, in any way. */
	readonly several: boolean;
	readonly retain: boolean;
	readonly holdout: boolean;
	readonly utility: boolean;
	/** What became of PrivLeak (V). */
	readonly privacy: "measured" | "not measured" | "not asked";
}

/** What was not measured though this version can, and what the user can give for it; each thing once. */
export function missingTests({
	statistics,
	parts,
	bounds,
	noSpeed,
	models,
	several,
	retain,
	holdout,
	utility,
	privacy,
}: Supplied): readonly string[] {
	return [
		...unmeasured(statistics, noSpeed),
		...PARTED_STATISTICS.flatMap((name) => partly(name, statistics, parts[name])),
		...bounds.flatMap((name) => {
			const without = `${STATISTIC_TITLES[name]} (${name}) without a copy of the original`;
			return typeof statistics[name] === "string"
				? []
				: [`${without}: its residual is a lower bound and passes nothing.`];
		}),
		...(models.original ? [] : [MODELS.original]),
		...(models.reference ? [] : [MODELS.reference]),
		...(models.reference && !several ? [FURTHER] : []),
		...(retain
			? []
			: ["Retain documents: without them neither the probes' power nor the model's utility is measured."]),
		...(retain && !utility
			? ["Utility on retain text: no greedy continuation of an original or reference to compare with."]
			: []),
		...(holdout ? [] : ["Holdout documents: without them membership statistics (V) are not run."]),
		...(holdout && models.reference && privacy !== "measured" ? [PRIVACY[privacy]] : []),
	];
}

/** Statistics that are missing for the same reason share a line. */
function unmeasured(statistics: Statistics, noSpeed: string | undefined): readonly string[] {
	const byCause = new Map<string, string[]>();
	for (const name of STATISTIC_NAMES) {
		const statistic = statistics[name];
		if (typeof statistic !== "string") continue;
		byCause.set(statistic, [...(byCause.get(statistic) ?? []), `${STATISTIC_TITLES[name]} (${name})`]);
	}
	if (noSpeed !== undefined) byCause.set(noSpeed, [...(byCause.get(noSpeed) ?? []), "Relearning speed (AIN)"]);
	return [...byCause].map(([cause, names]) => `${names.join(", ")}: not measured, because ${cause}.`);
}

/** A statistic that misses a part may show a leak; it cannot pass a claim. */
function partly(name: StatisticName, statistics: Statistics, parts: readonly string[]): readonly string[] {
	if (typeof statistics[name] === "string" || parts.length === 0) return [];
	return [
		`${STATISTIC_TITLES[name]} (${name}) without ${parts.join(", ")}: the suite "full" asks for what can be built.`,
	];
}
