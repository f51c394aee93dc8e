import type { BenchRow } from "../../protocol/bench.ts";
import { textTable } from "../textTable.ts";

const HEAD = ["what", "model", "speed", "ratio", "from-to", "asked", "", "against"] as const;

/** The figures as a table for the terminal. */
export function benchTable(rows: readonly BenchRow[]): string {
	const cells = rows.map((row) => columns(row).map((text, at) => ({ text, right: at >= 2 && at <= 5 })));
	return textTable([[...HEAD], ...cells]);
}

/** The same for docs/performance.md. */
export function benchMarkdown(rows: readonly BenchRow[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [line(HEAD), line(HEAD.map(() => "---")), ...rows.map((row) => line(columns(row)))].join("\n");
}

function columns({ name, model, value, unit, ratio, of, spread, required, met, note }: BenchRow): string[] {
	return [
		name,
		model,
		`${value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3)} ${unit}`,
		times(ratio),
		`${times(spread[0])}-${times(spread[1])}`,
		required === null ? "" : times(required),
		required === null ? (met ? "" : "failed") : met ? "met" : "MISSED",
		note === undefined ? of : `${of}; ${note}`,
	];
}

const times = (ratio: number): string => (ratio < 10 ? ratio.toFixed(3) : ratio.toFixed(1));
