import * as z from "zod";
import { Problem } from "../../core/audit/problem.ts";
import { jsonLines } from "../jsonLines.ts";

/** Whose conventions a metric follows (architecture, section 2). */
export const PROFILES = ["strict", "muse", "open-unlearning", "tofu", "rwku"] as const;
export type Profile = (typeof PROFILES)[number];

export interface RowResults {
	/** One per row, in order. */
	readonly rows: readonly unknown[];
	/** Over all rows. */
	readonly aggregate: Readonly<Record<string, unknown>>;
}

/** A metric on stored rows: no model needed. To add one: a file here and a line in the registry. */
export interface RowMetric {
	readonly name: string;
	/** The shape of its rows and what becomes of them, for the help. */
	readonly rows: string;
	/** Which way it points, per profile; a profile that is absent has no such metric. */
	readonly orientation: Readonly<Partial<Record<Profile, string>>>;
	/** Throws Problem("input") for a row of another shape. `source` is what errors call the input. */
	run(source: string, text: string, profile: Profile): RowResults;
}

/** A metric from the shape of its rows and what is done with them. */
export function rowMetric<T>(
	name: string,
	rows: string,
	orientation: RowMetric["orientation"],
	row: z.ZodType<T>,
	compute: (rows: readonly T[], profile: Profile) => RowResults,
): RowMetric {
	return { name, rows, orientation, run: (source, text, profile) => compute(jsonLines(source, text, row), profile) };
}

/** The same orientation under every profile of ours that has the metric. */
export function everywhere(orientation: string): RowMetric["orientation"] {
	return Object.fromEntries(PROFILES.map((profile) => [profile, orientation]));
}

/** Rows of two groups to compare. */
export const GROUP_ROW = z.object({ group: z.union([z.literal(0), z.literal(1)]), value: z.number() });

/** The values of each group. Throws Problem("input") when one is empty: there is nothing to compare it with. */
export function split(
	rows: readonly z.infer<typeof GROUP_ROW>[],
): readonly [zero: readonly number[], one: readonly number[]] {
	const of = (group: 0 | 1) => rows.filter((row) => row.group === group).map(({ value }) => value);
	const groups = [of(0), of(1)] as const;
	const empty = groups.findIndex((group) => group.length === 0);
	if (rows.length > 0 && empty >= 0) {
		throw new Problem("input", `No row has "group": ${empty}.`, "Two groups are compared: give rows of 0 and of 1.");
	}
	return groups;
}
