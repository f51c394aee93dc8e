import { Problem } from "../audit/problem.ts";

/** Reads the fields of rows that somebody else wrote; throws `Problem` naming the row, counted from 1, and the field. */

export function text(row: unknown, field: string, index: number): string {
	const value = fieldOf(row, field);
	if (typeof value !== "string") throw bad(index, field, "a string");
	return value;
}

export function numbers(row: unknown, field: string, index: number): readonly number[] {
	const value = fieldOf(row, field);
	if (!Array.isArray(value) || !value.every((v) => typeof v === "number"))
		throw bad(index, field, "an array of numbers");
	return value;
}

export function optionalNumber(row: unknown, field: string, index: number): number | undefined {
	const value = fieldOf(row, field);
	if (value !== undefined && typeof value !== "number") throw bad(index, field, "a number");
	return value;
}

/** Values of rows {group: 0|1, value} by group. Both groups must have values. */
export function groupedValues(rows: readonly unknown[]): readonly [readonly number[], readonly number[]] {
	const groups: [number[], number[]] = [[], []];
	for (const [i, row] of rows.entries()) {
		const group = fieldOf(row, "group");
		const value = fieldOf(row, "value");
		if (group !== 0 && group !== 1) throw bad(i, "group", "0 or 1");
		if (typeof value !== "number" || Number.isNaN(value)) throw bad(i, "value", "a number");
		groups[group].push(value);
	}
	const empty = groups.findIndex((values) => values.length === 0);
	if (empty >= 0) throw new Problem("input", `No row has group ${empty}.`, "Give rows of both groups, 0 and 1.");
	return groups;
}

function fieldOf(row: unknown, field: string): unknown {
	return typeof row === "object" && row !== null ? (row as Readonly<Record<string, unknown>>)[field] : undefined;
}

function bad(index: number, field: string, wanted: string): Problem {
	return new Problem(
		"input",
		`Row ${index + 1} has no field "${field}" that is ${wanted}.`,
		"Mend the row or leave it out.",
	);
}
