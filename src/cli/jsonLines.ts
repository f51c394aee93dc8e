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
	const [issue] = parsed.error.issues;
	const field = issue?.path.length ? ` at "${issue.path.join(".")}"` : "";
	throw new Problem("input", `${place} cannot be used${field}: ${issue?.message ?? "unknown"}.`, "Mend the line.");
}
