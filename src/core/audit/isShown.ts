import type { Leak } from "./result.ts";
import { gravity } from "./severity.ts";

/** Whether one of the leaks is at least as grave and lies over part of this one: what one audit shows, another shows too. */
export function isShown({ start, end, severity }: Leak, leaks: readonly Leak[]): boolean {
	return leaks.some((leak) => leak.start < end && leak.end > start && gravity(leak.severity) <= gravity(severity));
}
