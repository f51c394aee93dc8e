/** How grave a leak is (metrics.md 13.5). */
export type Severity = "error" | "warning" | "info";

/** Gravest first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Lower is graver. */
export function gravity(severity: Severity): number {
	return SEVERITIES.indexOf(severity);
}

/** Whether a document of that severity leaks: an error or a warning is a leak, information is none. */
export function isLeak(severity: Severity | "none"): boolean {
	return severity === "error" || severity === "warning";
}

/** The milder of two severities. */
export function milder(a: Severity, b: Severity): Severity {
	return gravity(a) > gravity(b) ? a : b;
}
