import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../../../core/audit/problem.ts";

/** Absolute paths of the libraries we call. */
export interface Libraries {
	readonly llama: string;
	readonly ggml: string;
	readonly base: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = { win32: "dll", darwin: "dylib" };

/**
 * Finds the libraries in a package's folder. Their names carry a release and sometimes a backend:
 * libllama.v0.5.0.so, libllama.metal.v0.4.0.dylib, llama.v0.4.0.dll. Throws Problem("engine") unless each is there once.
 */
export function findLibraries(folder: string, platform: string = process.platform): Libraries {
	const files = readdirSync(folder);
	const extension = EXTENSIONS[platform] ?? "so";
	const find = (stem: string): string => {
		// "llama" must not match "llama-common", nor "ggml" match "ggml-base" or "ggml-cpu-haswell".
		const pattern = new RegExp(`^(?:lib)?${stem}(?:\\.[a-z0-9]+)?(?:\\.v[\\d.]+)?\\.${extension}$`);
		const [file, ...others] = files.filter((name) => pattern.test(name));
		if (file && others.length === 0) return join(folder, file);
		throw new Problem(
			"engine",
			`${folder} holds ${file ? "several" : "no"} ${stem} libraries.`,
			"Install again with `npm ci`.",
		);
	};
	return { llama: find("llama"), ggml: find("ggml"), base: find("ggml-base") };
}
