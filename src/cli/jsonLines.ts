import type { z } from "zod";
import { Problem } from "../core/audit/problem.ts";

/** The rows of a JSONL text, checked. Throws Problem("input") that names the source and the line. */
export function jsonLines<T>(source: string, text: string, row: z.ZodType<T>): readonly T[] {
	return text
		.replace(/^\ufeff/, "")
		.split("\n")
		.flatMap((line, index) => (line.trim() === "" ? [] : [checked(`Line ${index + 1} of ${source}`, line, row)]));
}

function checked<T>(place: string, line: string, row: z.ZodType<T>): T {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw new Problem("input", `${place} is not valid JSON.`, "Each line must be one JSON object.");
	}
	const parsed = row.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new Problem("input", `${place} cannot be used: ${fault(parsed.error.issues[0], value)}.`, "Mend the line.");
}

const KINDS: Readonly<Record<string, string>> = {
	string: "a text",
	number: "a number",
	int: "a whole number",
	boolean: "true or false",
	array: "a list",
	object: "an object",
};

/** What is wrong with a value, said as a person would; the checker's own words are a programmer's. */
function fault(issue: z.core.$ZodIssue | undefined, value: unknown): string {
	if (!issue) return "it has another form";
	if (issue.path.length === 0 && issue.code === "invalid_type") return "it is not an object in braces";
	const field = issue.path.length > 0 ? `"${issue.path.join(".")}"` : "it";
	if (at(value, issue.path) === undefined) return `${field} is missing`;
	switch (issue.code) {
		case "invalid_type":
			return `${field} must be ${KINDS[issue.expected] ?? issue.expected}`;
		case "too_small":
			if (issue.origin === "string" || issue.origin === "array") return `${field} must not be empty`;
			return `${field} must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
		case "too_big":
			return `${field} must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
		case "invalid_union":
			return `${field} has a value that is not allowed`;
		default:
			return `${field} is not valid`;
	}
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
	return path.reduce<unknown>(
		(inner, key) => (inner as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key],
		value,
	);
}
