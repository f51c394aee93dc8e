import { mkdir, stat } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { ModelSpec } from "../core/audit/request.ts";
import type { EnginePort } from "./enginePort.ts";
import type { ModelAtHand } from "./modelsAtHand.ts";

/** What no other audit is made of: a person who stops it, and a store that lacks what was asked for. */
const ENDING: readonly Problem["code"][] = ["cancelled", "store"];

/** Weights that nobody has quantised yet. */
const WHOLE: readonly string[] = ["F32", "F16", "BF16"];

export interface QuantisedSources {
	readonly engines: EnginePort;
	/** Where quantised files are kept, so that the next audit need not make them again. */
	readonly folder: string;
	readonly signal: AbortSignal;
	/** Files are large: said before one is written. */
	readonly onNotice: (message: string) => void;
}

/** A quantised copy of the target, by its name, or the sentence that says why there is none. */
export type QuantisedTarget = { readonly name: string; readonly spec: ModelSpec } | { readonly reason: string };

/**
 * The file itself where one was given, else the target written with smaller weights: made once per file, way and release
 * of llama.cpp. Throws only what ends the audit.
 */
export async function quantisedTarget(
	wanted: string,
	target: ModelAtHand,
	{ engines, folder, signal, onNotice }: QuantisedSources,
): Promise<QuantisedTarget> {
	if (isAbsolute(wanted)) return { name: basename(wanted).replace(/\.gguf$/i, ""), spec: { file: wanted } };
	const refused = (why: string) => ({ reason: `The target was not quantised to ${wanted}: ${why}.` });
	const { description, sha256, identity, file, adapters } = target;
	if (adapters.length > 0) return refused("it is run with adapters, which a quantised copy would lack");
	if (!WHOLE.includes(description.quantisation)) {
		return refused(`it is quantised already (${description.quantisation}); name files with --quantize to compare them`);
	}
	const out = join(folder, `${sha256.slice(0, 16)}-${identity.llamaCpp}-${wanted}.gguf`);
	if (!(await stat(out).catch(() => undefined))) {
		if (!engines.quantise) return refused("this engine cannot");
		await mkdir(folder, { recursive: true });
		onNotice(`Quantising ${basename(file)} to ${wanted}, kept in ${folder}.`);
		try {
			await engines.quantise(file, out, wanted, signal);
		} catch (error) {
			if (!(error instanceof Problem) || ENDING.includes(error.code)) throw error;
			return refused(error.message.replace(/\.$/, ""));
		}
	}
	return { name: wanted, spec: { file: out } };
}
