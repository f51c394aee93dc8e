import type { AuditResult } from "../../core/audit/result.ts";
import { metricKey } from "../../core/audit/summarise.ts";
import { ROLES } from "../../core/model/question.ts";
import type { MetricSummary } from "../../core/probes/probe.ts";
import { displayWidth } from "../displayWidth.ts";
import type { Page } from "../page.ts";
import { textTable } from "../textTable.ts";
import { wrapped } from "../wrapped.ts";

/** One number of each way of asking, in the order of how plainly they speak. All point the same way: more is worse. */
const ROWS: readonly (readonly [metric: string, title: string])[] = [
	["match_longest", "Longest exact match"],
	["pz_max", "Highest p_z"],
	["extraction_strength", "Extraction strength"],
	["acc_r0", "Answers, no context"],
	["mink_20_auc", "Membership AUC"],
];

/** The few numbers over the forget set that a person compares the models by. Empty when none was measured. */
export function keyNumbers(result: AuditResult, { columns, palette }: Page): string {
	const roles = ROLES.filter((role) => result.models[role]);
	const rows = ROWS.flatMap(([metric, title]) => {
		const numbers = roles.map((role) => result.metrics[metricKey(metric, role, "forget")]);
		const n = numbers.find((number) => number !== undefined)?.n;
		return n === undefined ? [] : [{ title, numbers, n }];
	});
	if (rows.length === 0) return "";
	const table = (text: (number: MetricSummary | undefined) => string) =>
		textTable([
			["Forget set", ...roles, { text: "n", right: true }].map((cell) =>
				typeof cell === "string" ? { text: cell, paint: palette.bold } : { ...cell, paint: palette.bold },
			),
			...rows.map(({ title, numbers, n }) => [title, ...numbers.map(text), { text: String(n), right: true }]),
		]);
	const full = table((number) => (number ? `${short(number.value)}${interval(number)}` : "–"));
	const fits = full.split("\n").every((line) => displayWidth(plain(line)) <= columns);
	const legend = `Higher means more left of the documents${fits ? "; brackets hold 95 % intervals" : ""}.`;
	const lines = fits ? full : table((number) => (number ? short(number.value) : "–"));
	return [lines, ...wrapped(legend, columns).map(palette.dim)].join("\n");
}

/** Two decimals, whole numbers from 10 on, powers of ten for the smallest: p_z counts from 1e-5. */
function short(value: number): string {
	if (Number.isNaN(value)) return "–";
	if (value === 0) return "0";
	if (Math.abs(value) >= 10) return String(Math.round(value));
	return Math.abs(value) < 0.005 ? value.toExponential(0) : value.toFixed(2);
}

function interval({ interval: [low, high] }: MetricSummary): string {
	return Number.isNaN(low) || Number.isNaN(high) ? "" : ` [${short(low)}, ${short(high)}]`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are told to terminals by them.
const plain = (text: string): string => text.replace(/\x1b\[\d+m/g, "");
