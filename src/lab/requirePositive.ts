import { Problem } from "../core/audit/problem.ts";

/** Refuses numbers that are not above zero, by name. */
export function requirePositive(values: Readonly<Record<string, number>>): void {
	for (const [name, value] of Object.entries(values)) {
		if (!(Number.isFinite(value) && value > 0))
			throw new Problem("input", `The ${name} is ${value}.`, "Give a number above zero.");
	}
}
