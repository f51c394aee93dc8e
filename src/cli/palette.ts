import type { Severity } from "../core/audit/severity.ts";
import type { Output } from "./shell.ts";

type Paint = (text: string) => string;

/** Colours of a terminal, or none. Nothing is said by colour alone. */
export interface Palette {
	readonly bold: Paint;
	readonly dim: Paint;
	readonly severity: Readonly<Record<Severity | "none", Paint>>;
}

/** Colours for a person at a terminal who did not ask for none (no-color.org). */
export function paletteFor(output: Output, env: NodeJS.ProcessEnv): Palette {
	const coloured = output.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
	const paint = (open: number, close: number): Paint =>
		coloured ? (text) => `\x1b[${open}m${text}\x1b[${close}m` : same;
	return {
		bold: paint(1, 22),
		dim: paint(2, 22),
		severity: { error: paint(31, 39), warning: paint(33, 39), info: paint(36, 39), none: paint(2, 22) },
	};
}

const same: Paint = (text) => text;
