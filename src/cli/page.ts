import { type Palette, paletteFor } from "./palette.ts";
import type { Shell } from "./shell.ts";

/** What text for a person is written on: how wide a line may be, and in which colours. */
export interface Page {
	readonly columns: number;
	readonly palette: Palette;
}

/** Nothing readable fits into less. */
const NARROWEST = 48;
/** Where nobody looks at a terminal: a log, a pipe. */
const WITHOUT_TERMINAL = 100;

/** The page that stdout is. */
export function pageOf({ stdout, env }: Pick<Shell, "stdout" | "env">): Page {
	const said = stdout.columns || Number(env["COLUMNS"]) || 80;
	const columns = stdout.isTTY ? Math.max(NARROWEST, said) : WITHOUT_TERMINAL;
	return { columns, palette: paletteFor(stdout, env) };
}
