import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Where the compiled kernel lies: beside the bundle that runs, or in dist/ when the source itself runs (tests). */
export function kernelFile(): string {
	const beside = fileURLToPath(new URL("./score.wasm", import.meta.url));
	return existsSync(beside) ? beside : fileURLToPath(new URL("../../../../dist/score.wasm", import.meta.url));
}
