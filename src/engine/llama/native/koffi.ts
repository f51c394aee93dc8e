import { createRequire } from "node:module";
import type Koffi from "koffi";
import { Problem } from "../../../core/audit/problem.ts";

/**
 * koffi, loaded when this module first runs rather than when the bundle does: without its native part the process must
 * still start, so that the bindings engine can take over. Throws Problem("engine").
 */
export const koffi: typeof Koffi = load();

function load(): typeof Koffi {
	try {
		return createRequire(import.meta.url)("koffi") as typeof Koffi;
	} catch (cause) {
		const problem = new Problem(
			"engine",
			"koffi, which calls llama.cpp, has no native module for this machine.",
			"Install again with `npm ci` (without `--omit=optional`).",
		);
		problem.cause = cause;
		throw problem;
	}
}
